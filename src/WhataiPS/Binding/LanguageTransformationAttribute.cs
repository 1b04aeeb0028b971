using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text;

namespace WhataiPS.Binding;

/// <summary>
/// Takes a language by its name, in English, Chinese or its own, as a culture or as a tag such as zh-CN, and hands on the code that the
/// transcription API has for it. What is not known stays as it was typed.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LanguageTransformationAttribute : ArgumentTransformationAttribute
{
    // The code of each language that Whisper hears, its names, and its other codes; a blank inside a name is an underscore.
    private static readonly string[] s_languages =
    [
        "en English 英语 英文 eng",
        "zh Chinese 中文 汉语 华语 普通话 国语 Mandarin zho chi cmn",
        "de German 德语 德文 Deutsch deu ger",
        "es Spanish 西班牙语 西班牙文 Español Castilian spa",
        "ru Russian 俄语 俄文 Русский rus",
        "ko Korean 韩语 朝鲜语 韩文 한국어 kor",
        "fr French 法语 法文 Français fra fre",
        "ja Japanese 日语 日文 日本語 jpn",
        "pt Portuguese 葡萄牙语 葡萄牙文 Português por",
        "tr Turkish 土耳其语 Türkçe tur",
        "pl Polish 波兰语 Polski pol",
        "ca Catalan 加泰罗尼亚语 Català Valencian cat",
        "nl Dutch 荷兰语 Nederlands Flemish nld dut",
        "ar Arabic 阿拉伯语 العربية ara",
        "sv Swedish 瑞典语 Svenska swe",
        "it Italian 意大利语 意大利文 Italiano ita",
        "id Indonesian 印度尼西亚语 印尼语 Bahasa_Indonesia ind",
        "hi Hindi 印地语 हिन्दी hin",
        "fi Finnish 芬兰语 Suomi fin",
        "vi Vietnamese 越南语 Tiếng_Việt vie",
        "he Hebrew 希伯来语 עברית heb iw",
        "uk Ukrainian 乌克兰语 Українська ukr",
        "el Greek 希腊语 Ελληνικά ell gre",
        "ms Malay 马来语 Bahasa_Melayu msa may",
        "cs Czech 捷克语 Čeština ces cze",
        "ro Romanian 罗马尼亚语 Română Moldavian Moldovan ron rum",
        "da Danish 丹麦语 Dansk dan",
        "hu Hungarian 匈牙利语 Magyar hun",
        "ta Tamil 泰米尔语 தமிழ் tam",
        "no Norwegian 挪威语 Norsk nor nb Bokmål nob",
        "th Thai 泰语 ไทย tha",
        "ur Urdu 乌尔都语 اردو urd",
        "hr Croatian 克罗地亚语 Hrvatski hrv",
        "bg Bulgarian 保加利亚语 Български bul",
        "lt Lithuanian 立陶宛语 Lietuvių lit",
        "la Latin 拉丁语 Latina lat",
        "mi Maori 毛利语 Māori mri mao",
        "ml Malayalam 马拉雅拉姆语 മലയാളം mal",
        "cy Welsh 威尔士语 Cymraeg cym wel",
        "sk Slovak 斯洛伐克语 Slovenčina slk slo",
        "te Telugu 泰卢固语 తెలుగు tel",
        "fa Persian 波斯语 فارسی Farsi fas per",
        "lv Latvian 拉脱维亚语 Latviešu lav",
        "bn Bengali 孟加拉语 বাংলা Bangla ben",
        "sr Serbian 塞尔维亚语 Српски Srpski srp",
        "az Azerbaijani 阿塞拜疆语 Azərbaycan aze",
        "sl Slovenian 斯洛文尼亚语 Slovenščina Slovene slv",
        "kn Kannada 卡纳达语 ಕನ್ನಡ kan",
        "et Estonian 爱沙尼亚语 Eesti est",
        "mk Macedonian 马其顿语 Македонски mkd mac",
        "br Breton 布列塔尼语 Brezhoneg bre",
        "eu Basque 巴斯克语 Euskara eus baq",
        "is Icelandic 冰岛语 Íslenska isl ice",
        "hy Armenian 亚美尼亚语 Հայերեն hye arm",
        "ne Nepali 尼泊尔语 नेपाली nep",
        "mn Mongolian 蒙古语 蒙语 Монгол mon",
        "bs Bosnian 波斯尼亚语 Bosanski bos",
        "kk Kazakh 哈萨克语 Қазақ kaz",
        "sq Albanian 阿尔巴尼亚语 Shqip sqi alb",
        "sw Swahili 斯瓦希里语 Kiswahili swa",
        "gl Galician 加利西亚语 Galego glg",
        "mr Marathi 马拉地语 मराठी mar",
        "pa Punjabi 旁遮普语 ਪੰਜਾਬੀ Panjabi pan",
        "si Sinhala 僧伽罗语 සිංහල Sinhalese sin",
        "km Khmer 高棉语 ខ្មែរ khm",
        "sn Shona 绍纳语 chiShona sna",
        "yo Yoruba 约鲁巴语 Yorùbá yor",
        "so Somali 索马里语 Soomaali som",
        "af Afrikaans 南非荷兰语 afr",
        "oc Occitan 奥克语 oci",
        "ka Georgian 格鲁吉亚语 ქართული kat geo",
        "be Belarusian 白俄罗斯语 Беларуская bel",
        "tg Tajik 塔吉克语 Тоҷикӣ tgk",
        "sd Sindhi 信德语 سنڌي snd",
        "gu Gujarati 古吉拉特语 ગુજરાતી guj",
        "am Amharic 阿姆哈拉语 አማርኛ amh",
        "yi Yiddish 意第绪语 ייִדיש yid",
        "lo Lao 老挝语 ລາວ lao",
        "uz Uzbek 乌兹别克语 Oʻzbek uzb",
        "fo Faroese 法罗语 Føroyskt fao",
        "ht Haitian_Creole 海地克里奥尔语 Haitian hat",
        "ps Pashto 普什图语 پښتو Pushto pus",
        "tk Turkmen 土库曼语 Türkmen tuk",
        "nn Nynorsk 新挪威语 nno",
        "mt Maltese 马耳他语 Malti mlt",
        "sa Sanskrit 梵语 संस्कृतम् san",
        "lb Luxembourgish 卢森堡语 Lëtzebuergesch Letzeburgesch ltz",
        "my Burmese 缅甸语 မြန်မာ Myanmar mya bur",
        "bo Tibetan 藏语 བོད་ཡིག bod tib",
        "tl Tagalog 他加禄语 Filipino 菲律宾语 fil tgl",
        "mg Malagasy 马达加斯加语 mlg",
        "as Assamese 阿萨姆语 অসমীয়া asm",
        "tt Tatar 鞑靼语 Татар tat",
        "haw Hawaiian 夏威夷语 ʻŌlelo_Hawaiʻi",
        "ln Lingala 林加拉语 lin",
        "ha Hausa 豪萨语 hau",
        "ba Bashkir 巴什基尔语 Башҡорт bak",
        "jw Javanese 爪哇语 Basa_Jawa jv jav",
        "su Sundanese 巽他语 sun",
        "yue Cantonese 粤语 广东话 廣東話 粵語",
    ];

    private static readonly Lazy<Dictionary<string, string>> s_codes = new(Read);

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => PSValue.Unwrap(inputData) switch
    {
        CultureInfo culture => Code(culture.Name),
        string text => Code(text),
        _ => inputData,
    };

    private static string Code(string text)
    {
        string key = Key(text);
        return Find(key) ?? Find(key.Split('-', ' ', '(')[0]) ?? text;
    }

    private static string? Find(string key) => s_codes.Value.TryGetValue(key, out string? code) ? code : null;

    // Names are compared as they sound: without accents, which many keyboards lack.
    private static string Key(string text)
    {
        string plain = text.Trim().Replace('_', '-').Normalize(NormalizationForm.FormKD).ToLowerInvariant();
        return new string([.. plain.Where(static c => !IsAccent(c)).Select(Simplified)]);
    }

    // Of Latin, Greek and Cyrillic letters alone: in other scripts the marks are the vowels.
    private static bool IsAccent(char c) => c is >= '\u0300' and <= '\u036f';

    // The signs of the names above that are written in another way in Taiwan and Hong Kong.
    private static char Simplified(char c) => c switch { '語' => '语', '漢' => '汉', '華' => '华', '國' => '国', '韓' => '韩', '廣' => '广', '話' => '话', _ => c };

    private static Dictionary<string, string> Read()
    {
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string[] words in s_languages.Select(static line => line.Split(' ')))
        {
            foreach (string word in words)
            {
                // A whole name has its blanks.
                codes[Key(word.Replace('_', ' '))] = words[0];
            }
        }

        return codes;
    }
}
