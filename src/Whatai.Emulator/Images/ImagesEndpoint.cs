using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Media;

namespace Whatai.Emulator.Images;

/// <summary>POST /v1/images/generations, /v1/images/edits and /v1/images/variations; with <c>?async=true</c> they answer a task id.</summary>
internal static class ImagesEndpoint
{
    private const long MaxImageBytes = 25L * 1024 * 1024;
    private const long MaxSmallImageBytes = 4L * 1024 * 1024;

    internal static Task GenerateAsync(Exchange exchange) => AnswerAsync(exchange, ImageJob.Parse(JsonBody.Parse(exchange.Body), exchange.State), "image_generation");

    internal static Task EditAsync(Exchange exchange)
    {
        var form = MultipartForm.Parse(exchange.Head.Header("Content-Type"), exchange.Body);
        return AnswerFormAsync(exchange, form, form.Fields());
    }

    /// <summary>Variations are edits by dall-e-2 without a prompt.</summary>
    internal static Task VaryAsync(Exchange exchange)
    {
        var form = MultipartForm.Parse(exchange.Head.Header("Content-Type"), exchange.Body);
        var fields = new Dictionary<string, string>(System.StringComparer.Ordinal) { ["model"] = "dall-e-2" };
        foreach (KeyValuePair<string, string> field in form.Fields())
        {
            fields[field.Key] = field.Key is "model" or "n" or "size" or "response_format" or "user"
                ? field.Value
                : throw ApiErrorException.BadParameter(field.Key, $"Unknown parameter: '{field.Key}'.", "unknown_parameter");
        }

        if (fields["model"] != "dall-e-2")
        {
            throw ApiErrorException.BadParameter("model", "Only 'dall-e-2' makes variations.");
        }

        fields["prompt"] = "A variation";
        return AnswerFormAsync(exchange, form, fields);
    }

    private static Task AnswerFormAsync(Exchange exchange, MultipartForm form, IReadOnlyDictionary<string, string> fields)
    {
        List<MultipartPart> images = [.. form.Parts.Where(part => part.FileName is not null && part.Name is "image" or "image[]")];
        List<MultipartPart> masks = [.. form.Parts.Where(part => part.FileName is not null && part.Name == "mask")];
        foreach (MultipartPart other in form.Parts.Where(part => part.FileName is not null && !images.Contains(part) && !masks.Contains(part)))
        {
            throw ApiErrorException.BadParameter(other.Name, $"Unknown file: '{other.Name}'.", "unknown_parameter");
        }

        var job = ImageJob.Parse(fields, images.Count, exchange.State);
        if (images.Count == 0)
        {
            throw ApiErrorException.Missing("image");
        }

        List<ImageInfo> infos = [.. images.Select(part => Check(part, job.Rules.IsDallE2 ? MaxSmallImageBytes : MaxImageBytes))];
        if (job.Rules.IsDallE2 && (infos.Count > 1 || infos[0].MimeType != PngImage.MimeType || infos[0].Width != infos[0].Height))
        {
            throw ApiErrorException.BadParameter("image", "Invalid image: expected one square PNG.", "invalid_image");
        }

        foreach (MultipartPart mask in masks)
        {
            ImageInfo info = Check(mask, MaxSmallImageBytes);
            if (info.MimeType != PngImage.MimeType || info.Width != infos[0].Width || info.Height != infos[0].Height)
            {
                throw ApiErrorException.BadParameter("mask", "Invalid mask image format - mask size does not match image size", "invalid_image");
            }
        }

        return AnswerAsync(exchange, job, "image_edit");
    }

    private static ImageInfo Check(MultipartPart part, long limit)
    {
        if (part.Content.Length >= limit)
        {
            throw new ApiErrorException(413, $"'{part.FileName}' is too large.", "invalid_request_error", part.Name, "file_too_large");
        }

        return ImageInfo.Read(part.Content) is { } info && (part.MimeType is null || info.MimeType == part.MimeType)
            ? info
            : throw ApiErrorException.BadParameter(part.Name, $"Invalid file '{part.FileName}': unsupported mimetype ('{part.MimeType}').", "unsupported_file_mimetype");
    }

    private static async Task AnswerAsync(Exchange exchange, ImageJob job, string eventPrefix)
    {
        bool isAsync = exchange.Head.Target.EndsWith("?async=true", System.StringComparison.Ordinal) || exchange.Head.Target.Contains("async=true&");
        if (job.Failure is { } failure && !isAsync)
        {
            throw new ApiErrorException(400, failure, "image_generation_user_error", null, "moderation_blocked");
        }

        string? task = isAsync ? exchange.State.ImageTasks.Add(job) : null;
        if (await exchange.DispatchUpstreamAsync(job.Model, job.PromptTokens, job.CompletionTokens, job.Units(task)).ConfigureAwait(false))
        {
            return;
        }

        if (job.Stream && !isAsync)
        {
            await ImageStream.WriteAsync(exchange, job, eventPrefix).ConfigureAwait(false);
            return;
        }

        ResponseQuirks quirks = exchange.Response.Quirks;
        await exchange.SendJsonAsync(200, task is not null ? JsonBytes.Object(w => w.WriteString("task_id", task)) : ImageJson.Answer(job, exchange.State, quirks)).ConfigureAwait(false);
    }
}
