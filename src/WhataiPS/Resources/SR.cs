using System.Globalization;
using System.Resources;

namespace WhataiPS.Resources;

/// <summary>The module's texts, in the language of the session. The constants are the keys that code names.</summary>
internal static class SR
{
    public const string NotConnected = nameof(NotConnected);
    public const string NoSuchConnection = nameof(NoSuchConnection);
    public const string InvalidEnvironment = nameof(InvalidEnvironment);
    public const string BaseUrlMissing = nameof(BaseUrlMissing);
    public const string NoApiKey = nameof(NoApiKey);
    public const string PlainHttp = nameof(PlainHttp);
    public const string CertificatesUnchecked = nameof(CertificatesUnchecked);
    public const string SecretNotFound = nameof(SecretNotFound);
    public const string MessageMissing = nameof(MessageMissing);
    public const string EmptyPrompt = nameof(EmptyPrompt);
    public const string NotAPrompt = nameof(NotAPrompt);
    public const string EmptyText = nameof(EmptyText);
    public const string NotAText = nameof(NotAText);
    public const string NotAVector = nameof(NotAVector);
    public const string VectorUnusable = nameof(VectorUnusable);
    public const string DimensionsIgnored = nameof(DimensionsIgnored);
    public const string NoSuchModel = nameof(NoSuchModel);
    public const string NoSuchEmulator = nameof(NoSuchEmulator);
    public const string EmulatorNotStarted = nameof(EmulatorNotStarted);
    public const string BulkProgress = nameof(BulkProgress);
    public const string JournalTorn = nameof(JournalTorn);
    public const string JournalNotOpened = nameof(JournalNotOpened);
    public const string NoImage = nameof(NoImage);
    public const string FileExists = nameof(FileExists);
    public const string FileNotWritten = nameof(FileNotWritten);
    public const string SchemaMismatch = nameof(SchemaMismatch);
    public const string AnswerTruncated = nameof(AnswerTruncated);
    public const string AnswerRefused = nameof(AnswerRefused);
    public const string ToolEmpty = nameof(ToolEmpty);
    public const string NotATool = nameof(NotATool);
    public const string ToolWildcard = nameof(ToolWildcard);
    public const string NoSuchToolCommand = nameof(NoSuchToolCommand);
    public const string AmbiguousToolCommand = nameof(AmbiguousToolCommand);
    public const string DuplicateTool = nameof(DuplicateTool);
    public const string UnreadableToolCommand = nameof(UnreadableToolCommand);
    public const string UnsupportedToolParameter = nameof(UnsupportedToolParameter);
    public const string InvalidToolJson = nameof(InvalidToolJson);
    public const string InvalidToolName = nameof(InvalidToolName);
    public const string ToolNameMissing = nameof(ToolNameMissing);
    public const string UnknownToolKey = nameof(UnknownToolKey);
    public const string ToolScriptAndCommand = nameof(ToolScriptAndCommand);
    public const string ToolScriptExpected = nameof(ToolScriptExpected);
    public const string ToolCommandExpected = nameof(ToolCommandExpected);
    public const string InvalidToolParameters = nameof(InvalidToolParameters);
    public const string ToolParametersNotObject = nameof(ToolParametersNotObject);
    public const string ParametersOfNativeTool = nameof(ParametersOfNativeTool);
    public const string ToolParameterNotInTarget = nameof(ToolParameterNotInTarget);
    public const string ToolParameterNotInSchema = nameof(ToolParameterNotInSchema);
    public const string ToolNotRunnable = nameof(ToolNotRunnable);
    public const string ToolAction = nameof(ToolAction);
    public const string ToolQuestionCaption = nameof(ToolQuestionCaption);
    public const string ToolQuestion = nameof(ToolQuestion);
    public const string ToolCannotAsk = nameof(ToolCannotAsk);
    public const string ToolRoundsExceeded = nameof(ToolRoundsExceeded);
    public const string NothingPiped = nameof(NothingPiped);
    public const string ToolChoiceAlone = nameof(ToolChoiceAlone);
    public const string EarlierTurnsKept = nameof(EarlierTurnsKept);
    public const string TwoConversations = nameof(TwoConversations);
    public const string JournalNotWritten = nameof(JournalNotWritten);
    public const string VideosDone = nameof(VideosDone);
    public const string VideoElapsed = nameof(VideoElapsed);
    public const string StartVideoAction = nameof(StartVideoAction);
    public const string SaveVideoAction = nameof(SaveVideoAction);
    public const string SaveLastFrameAction = nameof(SaveLastFrameAction);
    public const string MakeFolderAction = nameof(MakeFolderAction);
    public const string CancelVideoAction = nameof(CancelVideoAction);
    public const string RemoveVideoAction = nameof(RemoveVideoAction);
    public const string VideoGatewayAway = nameof(VideoGatewayAway);
    public const string VideoMayRun = nameof(VideoMayRun);
    public const string VideoMayRunUnlisted = nameof(VideoMayRunUnlisted);
    public const string VideoNotFound = nameof(VideoNotFound);
    public const string RemedyVideoNotFound = nameof(RemedyVideoNotFound);
    public const string VideoFailed = nameof(VideoFailed);
    public const string VideoNoReason = nameof(VideoNoReason);
    public const string VideoCancelled = nameof(VideoCancelled);
    public const string VideoExpired = nameof(VideoExpired);
    public const string VideoTimedOut = nameof(VideoTimedOut);
    public const string VideoNotReady = nameof(VideoNotReady);
    public const string NoVideo = nameof(NoVideo);
    public const string NoLastFrame = nameof(NoLastFrame);
    public const string VideoRunning = nameof(VideoRunning);
    public const string VideoNotStoppable = nameof(VideoNotStoppable);
    public const string VideoListMissing = nameof(VideoListMissing);
    public const string Colon = nameof(Colon);
    public const string Downloading = nameof(Downloading);
    public const string Uploading = nameof(Uploading);
    public const string OutFileAndDirectory = nameof(OutFileAndDirectory);
    public const string NotOfModel = nameof(NotOfModel);
    public const string NotOfRoute = nameof(NotOfRoute);
    public const string MakingImages = nameof(MakingImages);
    public const string MakeImages = nameof(MakeImages);
    public const string EditImages = nameof(EditImages);
    public const string AsyncSavesNothing = nameof(AsyncSavesNothing);
    public const string AnswerWithoutImage = nameof(AnswerWithoutImage);
    public const string MayHaveRun = nameof(MayHaveRun);
    public const string ImageTaskFailed = nameof(ImageTaskFailed);
    public const string ImageTaskUnfinished = nameof(ImageTaskUnfinished);

    private static readonly ResourceManager s_texts = new("WhataiPS.Resources.SR", typeof(SR).Assembly);

    /// <summary>Whether the texts are Chinese, the one other language that there is; zh-TW has none of its own.</summary>
    public static bool IsChinese => Text(Colon) == "：";

    public static string Text(string key) => s_texts.GetString(key, CultureInfo.CurrentUICulture) ?? key;

    public static string Format(string key, params object?[] values) => string.Format(CultureInfo.CurrentCulture, Text(key), values);
}
