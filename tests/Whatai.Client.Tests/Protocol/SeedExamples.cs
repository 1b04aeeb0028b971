namespace Whatai.Client.Tests;

/// <summary>The examples of seed document 004, to the byte.</summary>
internal static class SeedExamples
{
    public const string Plain = """
        {
            "id": "chatcmpl-123",
            "object": "chat.completion",
            "created": 1677652288,
            "choices": [
                {
                    "index": 0,
                    "message": {
                        "role": "assistant",
                        "content": "\n\nHello there, how may I assist you today?"
                    },
                    "finish_reason": "stop"
                }
            ],
            "usage": {
                "prompt_tokens": 9,
                "completion_tokens": 12,
                "total_tokens": 21
            }
        }
        """;

    public const string ClaudeThinking = """
        {
            "id": "msg_015WR4hNXDhJQ23L3eRANTb7",
            "model": "claude-3-7-sonnet-20250219",
            "object": "chat.completion",
            "created": 1740806633,
            "choices": [
                {
                    "index": 0,
                    "message": {
                        "role": "assistant",
                        "content": "Hi there! It's nice to meet you. How can I help you today? I'm ready to assist with information, answer questions, or just chat. What's on your mind?",
                        "reasoning_content": "The user has just sent a simple greeting of \"Hello!\". I should respond in a friendly, welcoming manner and perhaps offer to help them with anything they might need."
                    },
                    "logprobs": null,
                    "finish_reason": "stop"
                }
            ],
            "usage": {
                "prompt_tokens": 37,
                "completion_tokens": 85,
                "total_tokens": 122,
                "prompt_tokens_details": {
                    "cached_tokens": 0,
                    "audio_tokens": 0
                },
                "completion_tokens_details": {
                    "reasoning_tokens": 0,
                    "audio_tokens": 0,
                    "accepted_prediction_tokens": 0,
                    "rejected_prediction_tokens": 0
                }
            },
            "system_fingerprint": null
        }
        """;

    public const string Stream = """
        data: {"id":"chatcmpl-89CCzsNNdHMTOQBSZWBQeTDCSQGBN","object":"chat.completion.chunk","model":"gpt-3.5-turbo","created":1752460970,"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

        data: {"id":"chatcmpl-89CCzsNNdHMTOQBSZWBQeTDCSQGBN","object":"chat.completion.chunk","model":"gpt-3.5-turbo","created":1752460970,"choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":null}]}

        data: {"id":"chatcmpl-89CCzsNNdHMTOQBSZWBQeTDCSQGBN","object":"chat.completion.chunk","model":"gpt-3.5-turbo","created":1752460970,"choices":[{"index":0,"delta":{"content":"!"},"finish_reason":null}]}

        data: {"id":"chatcmpl-89CCzsNNdHMTOQBSZWBQeTDCSQGBN","object":"chat.completion.chunk","model":"gpt-3.5-turbo","created":1752460970,"choices":[{"index":0,"delta":{"content":" How"},"finish_reason":null}]}

        data: {"id":"chatcmpl-89CCzsNNdHMTOQBSZWBQeTDCSQGBN","object":"chat.completion.chunk","model":"gpt-3.5-turbo","created":1752460970,"choices":[{"index":0,"delta":{"content":" can"},"finish_reason":null}]}

        data: {"id":"chatcmpl-89CCzsNNdHMTOQBSZWBQeTDCSQGBN","object":"chat.completion.chunk","model":"gpt-3.5-turbo","created":1752460970,"choices":[{"index":0,"delta":{"content":" I"},"finish_reason":null}]}

        data: {"id":"chatcmpl-89CCzsNNdHMTOQBSZWBQeTDCSQGBN","object":"chat.completion.chunk","model":"gpt-3.5-turbo","created":1752460970,"choices":[{"index":0,"delta":{"content":" assist"},"finish_reason":null}]}

        data: {"id":"chatcmpl-89CCzsNNdHMTOQBSZWBQeTDCSQGBN","object":"chat.completion.chunk","model":"gpt-3.5-turbo","created":1752460970,"choices":[{"index":0,"delta":{"content":" you"},"finish_reason":null}]}

        data: {"id":"chatcmpl-89CCzsNNdHMTOQBSZWBQeTDCSQGBN","object":"chat.completion.chunk","model":"gpt-3.5-turbo","created":1752460970,"choices":[{"index":0,"delta":{"content":" today"},"finish_reason":null}]}

        data: {"id":"chatcmpl-89CCzsNNdHMTOQBSZWBQeTDCSQGBN","object":"chat.completion.chunk","model":"gpt-3.5-turbo","created":1752460970,"choices":[{"index":0,"delta":{"content":"?"},"finish_reason":null}]}

        data: {"id":"chatcmpl-89CCzsNNdHMTOQBSZWBQeTDCSQGBN","object":"chat.completion.chunk","model":"gpt-3.5-turbo","created":1752460970,"choices":[{"index":0,"delta":{},"finish_reason":null}]}

        data: {"id":"chatcmpl-89CCzsNNdHMTOQBSZWBQeTDCSQGBN","object":"chat.completion.chunk","model":"gpt-3.5-turbo","created":1752460970,"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        data: {"id":"chatcmpl-89CCzsNNdHMTOQBSZWBQeTDCSQGBN","object":"chat.completion.chunk","created":1752460971,"model":"gpt-3.5-turbo","choices":[{"index":0,"delta":{}}],"usage":{"prompt_tokens":9,"completion_tokens":9,"total_tokens":18,"prompt_tokens_details":{},"completion_tokens_details":{},"input_tokens":0,"output_tokens":0,"input_tokens_details":null}}

        data: [DONE]


        """;
}
