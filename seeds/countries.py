#!/usr/bin/env python3
"""Writes countries.tsv: the countries and areas of ISO 3166-1 with their codes and names.

Codes and most names come from the npm packages `cldr-core` and `cldr-localenames-full` (Unicode License V3); further
English and Chinese names, in common use or official, stand below. To write the file anew:

    npm pack cldr-core cldr-localenames-full
    mkdir core names && tar xzf cldr-core-*.tgz -C core && tar xzf cldr-localenames-full-*.tgz -C names
    python3 seeds/countries.py core/package names/package > seeds/countries.tsv
"""

import json
import sys

# What CLDR names beside countries: groups, parts of countries with a reserved code, codes for testing.
NO_COUNTRY = set("AC AN CP DG EA EU EZ FX IC QO TA UN XA XB ZZ".split())

# The label, where CLDR's English name is not written as in running text.
LABELS = {
    "CD": "Democratic Republic of the Congo",
    "CG": "Republic of the Congo",
    "CI": "Côte d'Ivoire",
    "HK": "Hong Kong",
    "MM": "Myanmar",
    "MO": "Macao",
    "PS": "Palestine",
}

# Other names in English, official ones among them.
ENGLISH = {
    "AE": "UAE; U.A.E.; Emirates; Utd. Arab Emirates",
    "AF": "Islamic Republic of Afghanistan; Islamic Emirate of Afghanistan",
    "AG": "Antigua",
    "AL": "Republic of Albania",
    "AM": "Republic of Armenia",
    "AO": "Republic of Angola",
    "AR": "Argentine Republic",
    "AT": "Republic of Austria",
    "AU": "Commonwealth of Australia",
    "AZ": "Republic of Azerbaijan; Azerbaidjan",
    "BA": "Bosnia-Herzegovina; Bosnia Herzegovina; BiH",
    "BD": "People's Republic of Bangladesh",
    "BE": "Kingdom of Belgium",
    "BG": "Republic of Bulgaria",
    "BH": "Kingdom of Bahrain",
    "BI": "Republic of Burundi",
    "BJ": "Republic of Benin",
    "BL": "Saint Barthélemy",
    "BN": "Brunei Darussalam; Negara Brunei Darussalam",
    "BO": "Plurinational State of Bolivia; Bolivia (Plurinational State of); Bolivia, Plurinational State of",
    "BQ": "Bonaire, Sint Eustatius and Saba",
    "BR": "Federative Republic of Brazil; Brasil",
    "BS": "Bahamas, The; Commonwealth of the Bahamas",
    "BT": "Kingdom of Bhutan",
    "BW": "Republic of Botswana",
    "BY": "Republic of Belarus; Byelorussia",
    "CD": "DRC; DR Congo; D.R. Congo; Congo DR; Congo, DR; Dem. Rep. Congo; Dem. Rep. of the Congo; Congo, Dem. Rep.; Congo, Democratic Republic of the; Democratic Republic of Congo; Congo-Kinshasa; Congo, the Democratic Republic of the; Zaire",
    "CF": "Central African Rep.; CAR",
    "CG": "Congo, Rep.; Congo, Republic of the; Republic of Congo; Congo Republic; Congo-Brazzaville",
    "CH": "Swiss Confederation",
    "CI": "Cote d'Ivoire; Republic of Côte d'Ivoire",
    "CL": "Republic of Chile",
    "CM": "Republic of Cameroon",
    "CN": "PRC; P.R. China; PR China; People's Republic of China; Mainland China; China, People's Republic of; China (People's Republic of); P.R.C.",
    "CO": "Republic of Colombia",
    "CR": "Republic of Costa Rica",
    "CU": "Republic of Cuba",
    "CV": "Republic of Cabo Verde",
    "CY": "Republic of Cyprus",
    "CZ": "Czech Rep.",
    "DE": "Federal Republic of Germany; Germany, Federal Republic of",
    "DJ": "Republic of Djibouti",
    "DK": "Kingdom of Denmark",
    "DM": "Commonwealth of Dominica",
    "DO": "Dominican Rep.",
    "DZ": "People's Democratic Republic of Algeria",
    "EC": "Republic of Ecuador",
    "EE": "Republic of Estonia",
    "EG": "Egypt, Arab Rep.; Arab Republic of Egypt",
    "ER": "State of Eritrea",
    "ES": "Kingdom of Spain",
    "ET": "Federal Democratic Republic of Ethiopia",
    "FI": "Republic of Finland",
    "FJ": "Republic of Fiji",
    "FK": "Falkland Islands (Malvinas)",
    "FM": "Micronesia, Fed. Sts.; Federated States of Micronesia; Micronesia (Federated States of); Micronesia, Federated States of",
    "FO": "Faeroe Islands",
    "FR": "French Republic",
    "GA": "Gabonese Republic",
    "GB": "Britain; Great Britain; U.K.; United Kingdom of Great Britain and Northern Ireland",
    "GH": "Republic of Ghana",
    "GM": "Gambia, The; Republic of the Gambia",
    "GN": "Republic of Guinea; Guinea-Conakry",
    "GQ": "Republic of Equatorial Guinea",
    "GR": "Hellenic Republic",
    "GT": "Republic of Guatemala",
    "GW": "Republic of Guinea-Bissau",
    "GY": "Co-operative Republic of Guyana",
    "HK": "Hong Kong SAR; Hong Kong, China; Hong Kong SAR, China; China, Hong Kong SAR; Hongkong",
    "HM": "Heard Island and McDonald Islands",
    "HN": "Republic of Honduras",
    "HR": "Republic of Croatia",
    "HT": "Republic of Haiti",
    "ID": "Republic of Indonesia",
    "IE": "Republic of Ireland; Eire",
    "IL": "State of Israel",
    "IN": "Republic of India; Bharat",
    "IQ": "Republic of Iraq",
    "IR": "Iran, Islamic Rep.; Islamic Republic of Iran; Iran (Islamic Republic of); Iran, Islamic Republic of; Persia",
    "IS": "Republic of Iceland",
    "IT": "Italian Republic",
    "JO": "Hashemite Kingdom of Jordan",
    "KE": "Republic of Kenya",
    "KG": "Kyrgyz Republic; Kirghizia; Kirgizstan; Kyrgyz Rep.",
    "KH": "Kingdom of Cambodia; Kampuchea",
    "KI": "Republic of Kiribati",
    "KM": "Union of the Comoros; Comoro Islands",
    "KN": "Saint Kitts and Nevis; Saint Christopher and Nevis",
    "KP": "DPRK; D.P.R.K.; DPR Korea; Korea, North; Korea, Dem. People's Rep.; Korea, Dem. Rep.; Democratic People's Republic of Korea; Korea, Democratic People's Republic of; Korea (Democratic People's Republic of); Dem. People's Rep. Korea",
    "KR": "ROK; Korea; Korea, South; Korea, Rep.; Korea Rep.; Rep. of Korea; Republic of Korea; Korea, Republic of; Korea (Republic of); S. Korea",
    "KW": "State of Kuwait",
    "KZ": "Republic of Kazakhstan; Kazakstan",
    "LA": "Lao PDR; Lao P.D.R.; Lao; Lao People's Democratic Republic; Lao People's Dem. Rep.",
    "LB": "Lebanese Republic",
    "LC": "Saint Lucia",
    "LI": "Principality of Liechtenstein",
    "LK": "Democratic Socialist Republic of Sri Lanka; Ceylon",
    "LR": "Republic of Liberia",
    "LS": "Kingdom of Lesotho",
    "LT": "Republic of Lithuania",
    "LU": "Grand Duchy of Luxembourg",
    "LV": "Republic of Latvia",
    "LY": "State of Libya; Libyan Arab Jamahiriya",
    "MA": "Kingdom of Morocco",
    "MC": "Principality of Monaco",
    "MD": "Republic of Moldova; Moldova, Republic of; Moldova, Rep.; Moldavia",
    "MF": "Saint Martin; Saint Martin (French part); St. Martin (French part)",
    "MG": "Republic of Madagascar",
    "MH": "Republic of the Marshall Islands",
    "MK": "Macedonia; Republic of North Macedonia; Macedonia, FYR; FYR Macedonia; FYROM",
    "ML": "Republic of Mali",
    "MM": "Burma; Republic of the Union of Myanmar; Union of Myanmar",
    "MO": "Macau; Macao SAR; Macau SAR; Macao, China; Macao SAR, China; China, Macao SAR",
    "MR": "Islamic Republic of Mauritania",
    "MT": "Republic of Malta",
    "MU": "Republic of Mauritius",
    "MV": "Republic of Maldives",
    "MW": "Republic of Malawi",
    "MX": "United Mexican States; México",
    "MZ": "Republic of Mozambique",
    "NA": "Republic of Namibia",
    "NE": "Republic of the Niger",
    "NG": "Federal Republic of Nigeria",
    "NI": "Republic of Nicaragua",
    "NL": "Holland; Kingdom of the Netherlands; Netherlands, The",
    "NO": "Kingdom of Norway",
    "NP": "Federal Democratic Republic of Nepal",
    "NR": "Republic of Nauru",
    "NZ": "Aotearoa",
    "OM": "Sultanate of Oman",
    "PA": "Republic of Panama",
    "PE": "Republic of Peru",
    "PG": "PNG; Independent State of Papua New Guinea",
    "PH": "Republic of the Philippines",
    "PK": "Islamic Republic of Pakistan",
    "PL": "Republic of Poland",
    "PM": "Saint Pierre and Miquelon",
    "PS": "State of Palestine; West Bank and Gaza; West Bank and Gaza Strip; Palestine, State of; Palestinian Territory; Occupied Palestinian Territory",
    "PT": "Portuguese Republic",
    "PW": "Republic of Palau",
    "PY": "Republic of Paraguay",
    "QA": "State of Qatar",
    "RO": "Roumania; Rumania",
    "RS": "Republic of Serbia",
    "RU": "Russian Federation; Russian Fed.",
    "RW": "Republic of Rwanda",
    "SA": "KSA; K.S.A.; Kingdom of Saudi Arabia; Saudi",
    "SC": "Republic of Seychelles",
    "SD": "Republic of the Sudan",
    "SE": "Kingdom of Sweden",
    "SG": "Republic of Singapore",
    "SH": "Saint Helena; Saint Helena, Ascension and Tristan da Cunha",
    "SI": "Republic of Slovenia",
    "SK": "Slovak Republic; Slovak Rep.",
    "SL": "Republic of Sierra Leone",
    "SM": "Republic of San Marino",
    "SN": "Republic of Senegal",
    "SO": "Federal Republic of Somalia",
    "SR": "Republic of Suriname; Surinam",
    "SS": "Republic of South Sudan; S. Sudan",
    "ST": "Democratic Republic of São Tomé and Príncipe",
    "SV": "Republic of El Salvador; Salvador",
    "SX": "Sint Maarten (Dutch part); St. Maarten",
    "SY": "Syrian Arab Republic",
    "SZ": "Kingdom of Eswatini; eSwatini",
    "TD": "Republic of Chad; Tchad",
    "TG": "Togolese Republic",
    "TH": "Kingdom of Thailand; Siam",
    "TJ": "Republic of Tajikistan; Tadjikistan; Tadzhikistan",
    "TL": "Democratic Republic of Timor-Leste; Timor Leste; Timor",
    "TN": "Republic of Tunisia",
    "TO": "Kingdom of Tonga",
    "TR": "Republic of Türkiye; Republic of Turkey; Turkiye",
    "TT": "Republic of Trinidad and Tobago; Trinidad; Trinidad-Tobago; Trinidad Tobago",
    "TW": "Taiwan, China; Chinese Taipei; Taiwan, Province of China; Taiwan Province of China; Taiwan, Republic of China",
    "TZ": "United Republic of Tanzania; Tanzania, United Republic of",
    "UG": "Republic of Uganda",
    "UM": "United States Minor Outlying Islands",
    "US": "USA; U.S.; U.S.A.; United States of America; America; the States",
    "UY": "Eastern Republic of Uruguay",
    "UZ": "Republic of Uzbekistan",
    "VA": "Holy See; Holy See (Vatican City State); Vatican; Vatican City State",
    "VC": "Saint Vincent and the Grenadines; St. Vincent and the Grenadines; Saint Vincent",
    "VE": "Venezuela, RB; Bolivarian Republic of Venezuela; Venezuela (Bolivarian Republic of); Venezuela, Bolivarian Republic of",
    "VG": "Virgin Islands (British); Virgin Islands, British",
    "VI": "Virgin Islands (U.S.); Virgin Islands, U.S.; US Virgin Islands; United States Virgin Islands",
    "VN": "Viet Nam; Socialist Republic of Vietnam; Socialist Republic of Viet Nam",
    "VU": "Republic of Vanuatu",
    "WS": "Independent State of Samoa; Western Samoa",
    "XK": "Republic of Kosovo",
    "YE": "Yemen, Rep.; Republic of Yemen; Yemen Arab Republic",
    "ZA": "Republic of South Africa; RSA; S. Africa",
    "ZM": "Republic of Zambia",
    "ZW": "Republic of Zimbabwe",
}

# Other names in Chinese.
CHINESE = {
    "AE": "阿联酋; 阿聯酋; 阿联",
    "AU": "澳洲; 澳大利亞",
    "BA": "波黑; 波斯尼亚",
    "BD": "孟加拉",
    "CD": "刚果(金); 刚果金; 民主刚果",
    "CF": "中非",
    "CG": "刚果(布); 刚果布",
    "CN": "中华人民共和国; 中華人民共和國",
    "CV": "佛得角共和国",
    "CZ": "捷克共和国",
    "DE": "德意志联邦共和国",
    "DO": "多米尼加",
    "FR": "法兰西; 法兰西共和国",
    "GB": "大不列颠; 联合王国; 大不列颠及北爱尔兰联合王国",
    "GM": "冈比亚共和国",
    "HK": "中国香港; 香港特别行政区; 香港特區",
    "ID": "印尼",
    "IN": "印度共和国",
    "IT": "义大利",
    "KG": "吉尔吉斯",
    "KP": "北朝鲜; 朝鲜民主主义人民共和国",
    "KR": "南韩; 大韩民国; 大韓民國; 韓國",
    "KZ": "哈萨克; 哈薩克斯坦",
    "LA": "老挝人民民主共和国; 老撾",
    "MK": "马其顿",
    "MN": "蒙古国; 蒙古國",
    "MO": "中国澳门; 澳门特别行政区; 澳門",
    "MY": "大马",
    "NZ": "新西蘭",
    "PG": "巴新",
    "PS": "巴勒斯坦国",
    "RU": "俄罗斯联邦; 俄国; 俄羅斯聯邦",
    "SA": "沙特; 沙特阿拉伯王国; 沙烏地",
    "SG": "星加坡",
    "ST": "圣多美",
    "TJ": "塔吉克",
    "TL": "东帝汶民主共和国",
    "TM": "土库曼",
    "TT": "特多",
    "TW": "臺灣; 中国台湾; 中國台灣; 台湾省",
    "US": "美利坚合众国; 美利堅合眾國",
    "UZ": "乌兹别克; 烏茲別克斯坦",
    "VA": "教廷",
    "ZA": "南非共和国",
}

# An area is written with its country's name by CLDR; the short name is the one in use.
CHINESE_LABELS = {"HK": "香港", "MO": "澳门", "PS": "巴勒斯坦", "CD": "刚果民主共和国", "CG": "刚果共和国"}

# Alpha-3 codes in common use that ISO has not given.
ALPHA3 = {"XK": "XKX"}


def territories(package, language):
    path = f"{package}/main/{language}/territories.json"
    with open(path, encoding="utf-8") as file:
        return json.load(file)["main"][language]["localeDisplayNames"]["territories"]


def split(names):
    return [name.strip() for name in names.split(";") if name.strip()]


def main(core, names):
    with open(f"{core}/supplemental/codeMappings.json", encoding="utf-8") as file:
        codes = json.load(file)["supplemental"]["codeMappings"]
    english, chinese = territories(names, "en"), territories(names, "zh")
    traditional = [territories(names, "zh-Hant"), territories(names, "zh-Hant-HK")]
    print("# Made by countries.py from Unicode CLDR (© Unicode, Inc., Unicode License V3: see LICENSE-UNICODE) and its own lists.")
    print("# Code, code of three letters, name, name in Chinese, other names")
    for code in sorted(codes):
        known = english.get(code)
        if len(code) != 2 or "_alpha3" not in codes[code] or not known or code in NO_COUNTRY:
            continue
        spelt = known.replace(" & ", " and ").replace("St. ", "Saint ").replace("’", "'")
        name = LABELS.get(code, spelt)
        label = CHINESE_LABELS.get(code, chinese[code])
        others = [known, spelt, known.replace(" & ", " and ")]
        for table in [english, chinese, *traditional]:
            variants = [table.get(code, "")] + [table[key] for key in table if key.startswith(f"{code}-alt-")]
            others += variants + [name.replace("（", "(").replace("）", ")") for name in variants]
        others += split(ENGLISH.get(code, "")) + split(CHINESE.get(code, ""))
        others = [other for other in dict.fromkeys(others) if other and other not in (name, label)]
        alpha3 = ALPHA3.get(code, codes[code]["_alpha3"])
        print("\t".join([code, alpha3, name, label, "; ".join(others)]))


main(*sys.argv[1:3])
