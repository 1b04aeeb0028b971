namespace Whatai.Client.Tests;

/// <summary>The examples of seed document 004 for the Responses API, to the byte, but for one emoji that the document has damaged.</summary>
internal static class ResponseExamples
{
    public const string PlainRequest = """
        {
            "model": "gpt-4.1",
            "input": [
                {
                    "role": "user",
                    "content": "Write a one-sentence bedtime story about a unicorn."
                }
            ]
          }
        """;

    public const string StreamRequest = """
        {
            "model": "gpt-4.1",
            "stream": true,
            "input": [
                {
                    "role": "user",
                    "content": "Write a one-sentence bedtime story about a unicorn."
                }
            ]
          }
        """;

    public const string DeepResearchRequest = """
        {
            "model": "o3-deep-research-2025-06-26",
            "input": [
                {
                    "role": "user",
                    "content": "hi"
                }
            ],
            "tools": [
                {
                    "type": "web_search_preview"
                }
            ]
        }
        """;

    public const string Plain = """
        {
            "id": "resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b",
            "object": "response",
            "created_at": 1741476542,
            "status": "completed",
            "error": null,
            "incomplete_details": null,
            "instructions": null,
            "max_output_tokens": null,
            "model": "gpt-4.1-2025-04-14",
            "output": [
                {
                    "type": "message",
                    "id": "msg_67ccd2bf17f0819081ff3bb2cf6508e60bb6a6b452d3795b",
                    "status": "completed",
                    "role": "assistant",
                    "content": [
                        {
                            "type": "output_text",
                            "text": "In a peaceful grove beneath a silver moon, a unicorn named Lumina discovered a hidden pool that reflected the stars. As she dipped her horn into the water, the pool began to shimmer, revealing a pathway to a magical realm of endless night skies. Filled with wonder, Lumina whispered a wish for all who dream to find their own hidden magic, and as she glanced back, her hoofprints sparkled like stardust.",
                            "annotations": []
                        }
                    ]
                }
            ],
            "parallel_tool_calls": true,
            "previous_response_id": null,
            "reasoning": {
                "effort": null,
                "summary": null
            },
            "store": true,
            "temperature": 1,
            "text": {
                "format": {
                    "type": "text"
                }
            },
            "tool_choice": "auto",
            "tools": [],
            "top_p": 1,
            "truncation": "disabled",
            "usage": {
                "input_tokens": 36,
                "input_tokens_details": {
                    "cached_tokens": 0
                },
                "output_tokens": 87,
                "output_tokens_details": {
                    "reasoning_tokens": 0
                },
                "total_tokens": 123
            },
            "user": null,
            "metadata": {}
        }
        """;

    public const string Stream = """
        event: response.created
        data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_68746e5933708190ab74346840b69f79035c53e470cb1bb3","object":"response","created_at":1752460889,"status":"in_progress","background":false,"error":null,"incomplete_details":null,"instructions":null,"max_output_tokens":null,"model":"gpt-4.1","output":[],"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"service_tier":"auto","store":true,"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","usage":null,"user":null,"metadata":{}}}

        event: response.in_progress
        data: {"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_68746e5933708190ab74346840b69f79035c53e470cb1bb3","object":"response","created_at":1752460889,"status":"in_progress","background":false,"error":null,"incomplete_details":null,"instructions":null,"max_output_tokens":null,"model":"gpt-4.1","output":[],"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"service_tier":"auto","store":true,"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","usage":null,"user":null,"metadata":{}}}

        event: response.output_item.added
        data: {"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","type":"message","status":"in_progress","content":[],"role":"assistant"}}

        event: response.content_part.added
        data: {"type":"response.content_part.added","sequence_number":3,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"part":{"type":"output_text","annotations":[],"text":""}}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":4,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":"Under"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":5,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" a"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":6,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" moon"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":7,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":"lit"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":8,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" sky"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":9,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":","}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":10,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" a"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":11,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" gentle"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":12,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" unicorn"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":13,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" tip"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":14,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":"to"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":15,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":"ed"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":16,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" through"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":17,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" a"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":18,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" field"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":19,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" of"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":20,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" shimmering"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":21,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" stars"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":22,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":","}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":23,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" carrying"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":24,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" sweet"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":25,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" dreams"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":26,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" to"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":27,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" children"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":28,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" as"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":29,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" they"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":30,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":" slept"}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":31,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"delta":"."}

        event: response.output_text.done
        data: {"type":"response.output_text.done","sequence_number":32,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"text":"Under a moonlit sky, a gentle unicorn tiptoed through a field of shimmering stars, carrying sweet dreams to children as they slept."}

        event: response.content_part.done
        data: {"type":"response.content_part.done","sequence_number":33,"item_id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","output_index":0,"content_index":0,"part":{"type":"output_text","annotations":[],"text":"Under a moonlit sky, a gentle unicorn tiptoed through a field of shimmering stars, carrying sweet dreams to children as they slept."}}

        event: response.output_item.done
        data: {"type":"response.output_item.done","sequence_number":34,"output_index":0,"item":{"id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","type":"message","status":"completed","content":[{"type":"output_text","annotations":[],"text":"Under a moonlit sky, a gentle unicorn tiptoed through a field of shimmering stars, carrying sweet dreams to children as they slept."}],"role":"assistant"}}

        event: response.completed
        data: {"type":"response.completed","sequence_number":35,"response":{"id":"resp_68746e5933708190ab74346840b69f79035c53e470cb1bb3","object":"response","created_at":1752460889,"status":"completed","background":false,"error":null,"incomplete_details":null,"instructions":null,"max_output_tokens":null,"model":"gpt-4.1","output":[{"id":"msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3","type":"message","status":"completed","content":[{"type":"output_text","annotations":[],"text":"Under a moonlit sky, a gentle unicorn tiptoed through a field of shimmering stars, carrying sweet dreams to children as they slept."}],"role":"assistant"}],"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"service_tier":"default","store":true,"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","usage":{"input_tokens":18,"input_tokens_details":{"cached_tokens":0},"output_tokens":29,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":47},"user":null,"metadata":{}}}


        """;

    public const string DeepResearch = """
        {
            "id": "resp_68760e92a79c81a28acd1e218f1fd40d0679399e11c8f799",
            "object": "response",
            "created_at": 1752567442,
            "status": "completed",
            "background": false,
            "error": null,
            "incomplete_details": null,
            "instructions": null,
            "max_output_tokens": null,
            "max_tool_calls": 225,
            "model": "o3-deep-research-2025-06-26",
            "output": [
                {
                    "id": "rs_68760e93029081a29c2ef2a702b428fb0679399e11c8f799",
                    "type": "reasoning",
                    "summary": []
                },
                {
                    "id": "ws_68760ea0d27081a2871459aa9ebbed950679399e11c8f799",
                    "type": "web_search_call",
                    "status": "completed",
                    "action": {
                        "type": "search",
                        "query": "Hello how to greet user in chat GPT guidelines"
                    }
                },
                {
                    "id": "rs_68760ea19c0481a2a1f4e2b02bfc8f030679399e11c8f799",
                    "type": "reasoning",
                    "summary": []
                },
                {
                    "id": "msg_68760ea3cde481a29e28ac61b5a7f71b0679399e11c8f799",
                    "type": "message",
                    "status": "completed",
                    "content": [
                        {
                            "type": "output_text",
                            "annotations": [],
                            "logprobs": [],
                            "text": "Hello there! 👋 How can I help you today? If there's anything you'd like to discuss or any question you have, feel free to let me know. I'm here to assist!"
                        }
                    ],
                    "role": "assistant"
                }
            ],
            "parallel_tool_calls": true,
            "previous_response_id": null,
            "reasoning": {
                "effort": "medium",
                "summary": null
            },
            "service_tier": "default",
            "store": false,
            "temperature": 1,
            "text": {
                "format": {
                    "type": "text"
                }
            },
            "tool_choice": "auto",
            "tools": [
                {
                    "type": "web_search_preview",
                    "search_context_size": "medium",
                    "user_location": null
                }
            ],
            "top_logprobs": 0,
            "top_p": 1,
            "truncation": "disabled",
            "usage": {
                "input_tokens": 3420,
                "input_tokens_details": {
                    "cached_tokens": 2686
                },
                "output_tokens": 2219,
                "output_tokens_details": {
                    "reasoning_tokens": 2176
                },
                "total_tokens": 5639
            },
            "user": null,
            "metadata": {}
        }
        """;

    public const string Unicorn =
        "Under a moonlit sky, a gentle unicorn tiptoed through a field of shimmering stars, carrying sweet dreams to children as they slept.";
}
