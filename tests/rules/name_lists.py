"""Names that a town of customers may bear: surnames, sounds of given names, western names.

Written by hand for the tests; how people and slips are made of them is in `name_town.py` and
`name_slips.py`. Nothing here is shared with `passalong.people`.

A surname line: simplified[/traditional] sound weight [romanised elsewhere ...].
A sound line: sound, characters of given names as simplified[/traditional] and a weight; after
the bar, other characters an input method offers for the same sound.
"""

SURNAMES = """
王 wang 72 Wong|李 li 72 Lee|张/張 zhang 68 Cheung Chang|刘/劉 liu 54 Lau|陈/陳 chen 45 Chan
杨/楊 yang 31 Yeung|赵/趙 zhao 23 Chiu Chao|黄/黃 huang 22 Wong|周 zhou 21 Chow Chou
吴/吳 wu 20 Ng|徐 xu 17 Tsui Hsu|孙/孫 sun 15 Suen|马/馬 ma 13|朱 zhu 13 Chu|胡 hu 13 Woo
林 lin 12 Lam|郭 guo 12 Kwok Kuo|何 he 12 Ho|高 gao 10 Ko Kao|罗/羅 luo 10 Law Lo
郑/鄭 zheng 9 Cheng|梁 liang 9 Leung|谢/謝 xie 8 Tse Hsieh|宋 song 8 Sung|唐 tang 7 Tong
许/許 xu 7 Hui Hsu|邓/鄧 deng 7 Tang Teng|韩/韓 han 7 Hon|冯/馮 feng 7 Fung|曹 cao 6 Tso Tsao
彭 peng 6 Pang|曾 zeng 6 Tsang Tseng|肖/蕭 xiao 6 Siu Hsiao|田 tian 5 Tin|董 dong 5 Tung
潘 pan 5 Poon|袁 yuan 5 Yuen|蔡 cai 5 Choi Tsai|蒋/蔣 jiang 5 Chiang|余 yu 5|于 yu 5|杜 du 4 Tu
叶/葉 ye 4 Yip Yeh|程 cheng 4 Ching|魏 wei 4 Ngai|苏/蘇 su 4 So|吕/呂 lv 4 Lui|丁 ding 4 Ting
任 ren 4 Yam Jen|卢/盧 lu 4 Lo|姚 yao 4 Yiu|沈 shen 4 Shum|钟/鍾 zhong 3 Chung
姜 jiang 3 Keung Chiang|崔 cui 3 Chui Tsui|谭/譚 tan 3 Tam|陆/陸 lu 3 Luk|范 fan 3|汪 wang 3
廖 liao 3 Liu|石 shi 3 Shek Shih|金 jin 3 Kam Chin|韦/韋 wei 3 Wai|贾/賈 jia 3|夏 xia 3 Ha Hsia
付 fu 2|傅 fu 2|方 fang 2 Fong|邹/鄒 zou 2 Tsou|熊 xiong 2 Hung Hsiung|白 bai 2 Pak Pai
孟 meng 2|秦 qin 2 Chin|邱 qiu 2 Yau Chiu|侯 hou 2 Hau|江 jiang 2 Kong Chiang|尹 yin 2 Wan
薛 xue 2 Sit Hsueh|闫/閆 yan 2|段 duan 2 Tuan|雷 lei 2 Lui|龙/龍 long 2 Lung|黎 li 2 Lai|史 shi 2
陶 tao 2|贺/賀 he 2|毛 mao 2|郝 hao 2|顾/顧 gu 2 Koo Ku|龚/龔 gong 2 Kung|邵 shao 2|万/萬 wan 2
覃 qin 1|武 wu 1|钱/錢 qian 2 Chien|戴 dai 2 Tai|严/嚴 yan 2 Yim Yen|莫 mo 1 Mok|孔 kong 1 Hung
向 xiang 1|常 chang 1|汤/湯 tang 1 Tong|康 kang 1|易 yi 1|乔/喬 qiao 1|赖/賴 lai 1 Lai|文 wen 1
单/單 shan 1|解 xie 1|仇 qiu 1|查 zha 1|区/區 ou 1 Au|翟 zhai 1|齐/齊 qi 1|牛 niu 1|洪 hong 1 Hung
倪 ni 1|柯 ke 1 Or Ko|温/溫 wen 1 Wan|施 shi 1 Sze Shih|庄/莊 zhuang 1 Chuang|欧/歐 ou 1 Au
欧阳/歐陽 ouyang 2 Auyeung|司马/司馬 sima 1|上官 shangguan 1|诸葛/諸葛 zhuge 1|司徒 situ 1 Szeto
"""

SOUNDS = """
an 安4 |按 岸;ai 爱/愛1 艾1 |矮 哎;bin 斌5 彬4 滨/濱2 宾/賓2 |;bo 波5 博5 |播 伯
bao 宝/寶2 |保 报;bing 冰3 兵4 炳1 |病 饼;cai 才2 彩2 |菜 财;chang 昌4 长/長1 畅/暢1 |唱 常
chao 超7 潮1 朝1 |吵;chen 晨6 辰3 琛1 臣1 |沉 尘;cheng 成6 诚/誠3 程2 承3 澄1 |城 称
chun 春5 纯/純1 淳1 |唇;chuan 川2 传/傳1 |船;chong 冲1 崇1 |虫 充;cong 聪/聰3 |从 葱
cui 翠3 |脆 催;da 达/達3 大1 |打 答;dan 丹4 |单 蛋;de 德4 |得 的;di 迪2 |地 弟
dong 东/東5 冬3 栋/棟2 |懂 动;er 尔/爾1 |儿 二;en 恩2 |嗯;fang 芳6 方2 |放 房;fan 凡2 帆2 |饭 烦
fei 飞/飛5 菲3 斐1 |肥 费;fen 芬4 |分 粉;feng 峰6 锋/鋒3 凤/鳳4 丰/豐1 枫/楓1 |封 风
fu 福4 富2 芙1 |服 夫;gang 刚/剛5 钢/鋼1 |港 缸;gen 根2 |跟;guang 光4 广/廣1 |逛
gui 贵/貴3 桂4 |鬼 归;guo 国/國6 果1 |过 锅;hai 海6 |还 害;han 涵4 瀚1 晗2 翰1 |喊 汗
hang 航3 杭1 |行;hao 浩7 豪4 昊3 皓1 好1 |号 耗;he 和2 鹤/鶴1 荷1 |河 喝;heng 恒2 衡1 |横 哼
hong 红/紅6 宏4 洪2 虹2 鸿/鴻3 |轰;hua 华/華7 花2 桦/樺1 |话 画;huan 欢/歡2 焕/煥1 |换 环
hui 辉/輝5 慧5 惠3 会/會1 卉1 |灰 回;huang 煌1 |黄 晃;ji 吉2 继/繼1 季1 |几 机
jia 佳7 嘉6 家4 |加 假;jian 建6 健4 剑/劍2 坚/堅2 |见 间;jiang 江2 |讲 奖;jiao 娇/嬌2 |叫 脚
jie 杰6 洁/潔4 捷2 婕1 |姐 接;jin 金4 锦/錦2 进/進2 瑾2 |紧 近
jing 静/靜6 晶4 敬1 婧2 菁1 靖1 京1 |精 井;jun 军/軍7 俊7 君4 钧/鈞1 骏/駿1 |菌;juan 娟5 |卷 捐
ju 菊3 巨1 |举 句;kai 凯/凱4 开/開1 |慨;kang 康2 |抗;ke 可4 科1 克1 |课 客;kun 坤3 昆2 |困
lan 兰/蘭5 岚/嵐1 |蓝 烂;le 乐/樂3 |了;lei 磊5 蕾3 雷2 |累 泪
li 丽/麗7 莉4 力3 立3 利2 黎1 理1 |里 离;lian 莲/蓮3 廉1 |脸 连;liang 亮4 良3 |两 粮
lin 林5 琳4 霖2 麟1 |临 淋;ling 玲6 灵/靈1 凌2 玲1 |零 领;liu 柳1 |六 流;long 龙/龍5 隆1 |聋
lu 璐2 露2 鹿1 |路 录;lun 伦/倫2 |轮 论;luo 洛1 |落;man 曼3 满/滿1 |慢;mei 梅5 美4 媚1 玫1 |没 妹
meng 梦/夢4 萌2 蒙1 |猛;min 敏5 民4 |闽;ming 明7 铭/銘3 鸣/鳴1 |名 命;mo 墨1 茉1 |末 摸
na 娜4 |那 拿;nan 楠3 南3 男1 |难;ni 妮2 |你 泥;nian 年2 |念;ning 宁/寧4 凝1 |拧;nuo 诺/諾1 |挪
pei 佩2 培2 沛1 |配;peng 鹏/鵬6 朋1 |碰 棚;ping 平6 萍5 |瓶 评;qi 琪4 琦3 奇2 祺1 启/啟2 |七 气
qian 倩3 谦/謙2 |前 钱;qiang 强5 |墙 枪;qiao 巧2 |桥 敲;qin 勤2 琴3 钦/欽1 沁1 |亲 侵
qing 青3 清4 庆/慶3 晴3 卿1 |轻 情;qiong 琼/瓊2 |穷;qiu 秋3 |球 求;quan 全3 泉3 权/權2 |圈 劝
ran 然5 冉1 |染;ren 仁2 人1 |忍;rong 荣/榮4 蓉3 融1 |容;rou 柔1 |肉;ru 如3 茹2 儒1 |入
rui 瑞4 睿4 蕊2 锐/銳2 |;run 润/潤2 |;san 三1 |散 伞;sen 森3 |;shan 珊3 山3 杉1 |闪 善
shao 少2 绍/紹1 |烧;shen 深1 申1 |神 身;sheng 胜/勝3 生3 升2 晟2 |声 省
shi 诗/詩4 世3 石1 仕1 士2 |是 时;shu 淑4 树/樹2 书/書2 舒2 |叔 数;shuai 帅/帥2 |甩
shuang 爽2 双/雙2 |霜;si 思6 斯1 |四 死;song 松3 |送 宋;sheng 圣/聖1 |剩;su 素2 苏/蘇1 |速
ta 塔1 |他;tao 涛/濤5 桃2 |套 逃;ting 婷6 廷2 庭1 |听 停;tian 天4 甜1 田1 |填
tong 彤3 通1 童1 |同 痛;wan 婉2 万/萬1 |晚 完;wang 旺2 |忘 网
wei 伟/偉8 维/維3 薇3 威3 巍1 卫/衛2 炜/煒1 |为 位;wen 文8 雯4 闻/聞1 |问 稳;wu 武3 吾1 |五 舞
xi 希3 曦2 溪1 熙2 喜1 玺/璽1 |西 洗;xia 霞5 夏2 |下 吓;xian 贤/賢2 先1 显/顯1 |线 咸
xiang 翔4 祥4 香3 湘2 向1 |想 象;xiao 小5 晓/曉6 笑1 孝1 潇/瀟1 |校 消
xin 欣6 鑫4 新4 心4 馨3 昕2 |信;xing 星3 兴/興3 杏1 |行 型;xiong 雄3 |凶;xiu 秀4 修1 |休
xu 旭4 |需 徐;xuan 轩/軒4 萱3 璇2 宣1 |选;xue 雪5 学/學2 |血;ya 雅4 亚/亞3 |压 牙
yan 艳/艷5 燕5 岩2 妍3 彦/彥2 延1 研1 颜/顏1 |眼 烟;yang 阳/陽5 洋4 扬/揚2 |养 样
yao 瑶/瑤3 耀2 尧/堯1 |要 药;ye 业/業1 叶/葉2 |夜 也
yi 一4 怡5 艺/藝2 义/義2 毅4 逸2 依2 宜1 奕1 |已 医;yin 银/銀2 音1 |因 引
ying 英6 颖/穎4 莹/瑩3 盈1 迎1 |硬 应;yong 勇6 永4 泳1 |用;you 友3 佑1 有1 |又 油
yu 宇7 玉6 雨5 瑜2 钰/鈺2 羽2 语/語2 毓1 裕1 |鱼 雨;yuan 媛3 元2 源3 圆/圓1 远/遠2 园/園1 |院 愿
yue 月4 悦/悅4 岳1 跃/躍1 越2 |约;yun 云/雲5 芸2 韵/韻1 运/運1 |晕;ze 泽/澤4 |则 责
zhang 章1 |丈 掌;zhao 兆1 昭1 钊/釗1 |找 照;zhe 哲4 喆1 |这 者;zhen 珍4 振3 真3 震3 贞/貞1 |针 阵
zheng 正4 政2 |整 证;zhi 志6 智3 芝3 之2 治1 |只 知;zhong 忠3 中2 仲1 |种 钟;zhou 洲1 舟1 |粥
zhu 珠2 竹1 |主 猪;zi 子7 紫2 梓4 姿1 |字 自;zong 宗2 |总 棕;zuo 左1 |做 坐;zu 祖1 |组 足
zhuo 卓2 |桌 捉;zai 在1 |再 载;zhan 展1 |站 战;zeng 增1 |赠;zan 赞/贊1 |;nv |女;lv |吕 绿
niu |牛 扭;shan |单 扇;xie |谢 写;ge |哥 歌;gao 高1 |告 搞;lou |楼;hou 厚1 |后 猴;tang 棠1 |唐 糖
chai |柴 拆;cao |草 曹;deng 登1 |等 邓;tan |谭 谈;du |读 杜;su |苏 诉;luan |乱;lai 来/來1 |赖
lao |老 劳;liao |聊 廖;ding 定1 |丁 顶;dai |戴 带;duan |段 断;gu |顾 古;gong 功1 |工 龚
mao 茂2 |毛 猫;ma |马 妈;tao |陶;pan 盼1 |潘 盘;yuan |袁 原;zou |邹 走;zhuang |庄 装;zhai |翟 宅
sun |孙 笋;huo |霍 火;ou |区 欧;zha |查 炸;zhuan |转;chu 楚2 |出 初;shou 守1 寿/壽1 |手
lang 朗2 |浪;ruo 若3 |弱;kuan 宽/寬1 |款;rang |让;xun 勋/勳1 迅1 |寻;yi 仪/儀2 |;jian 涧1 |
nai 乃1 |奶
"""

WESTERN_FIRST = """
Maria José Anna Sophie Emma Lucas Noah Olivia Liam Ethan Mia Amelia Harper Charlotte James John
Robert Michael William David Richard Joseph Thomas Charles Daniel Matthew Anthony Mark Donald
Steven Paul Andrew Joshua Kenneth Kevin Brian George Edward Ronald Timothy Jason Jeffrey Ryan
Jacob Gary Nicholas Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory
Frank Alexander Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Nancy Lisa
Margaret Betty Sandra Ashley Dorothy Kimberly Emily Donna Michelle Carol Amanda Melissa Deborah
Stephanie Rebecca Laura Sharon Cynthia Kathleen Amy Shirley Angela Helen Brenda Pamela Nicole
François Chloé Zoë Renée André Hélène Jürgen Björn Søren Åsa Zoltán István Łukasz Małgorzata
Ángel Íñigo Begoña João Inês Priya Arjun Rahul Ananya Fatima Ahmed Omar Layla Yusuf Ayşe Hiroshi
Yuki Kenji Sakura Minh Linh Thảo Nguyệt Ivan Olga Dmitri Natasha Svetlana Piotr Katarzyna
Giulia Matteo Francesca Lorenzo Wolfgang Ingrid Lars Freya Aoife Siobhán Niamh Declan Kwame Ama
"""

WESTERN_LAST = """
Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez
Gonzalez Wilson Anderson Taylor Moore Jackson Martin Thompson White Harris Sanchez Clark Ramirez
Lewis Robinson Walker Young Allen King Wright Scott Torres Hill Flores Green Adams Nelson Baker
Hall Rivera Campbell Mitchell Carter Roberts Phillips Evans Turner Parker Collins Edwards
Stewart Morris Murphy Cook Rogers Morgan Peterson Cooper Reed Bailey Bell Kelly Howard Ward Cox
Richardson Watson Brooks Bennett Gray Hughes Price Myers Long Foster Sanders Ross Powell Sullivan
Müller Schröder Weiß Jäger Köhler Lefèvre Bélanger Côté Dubois Moreau Gauthier O'Connor O'Brien
McDonald MacLeod Kowalski Wójcik Nowak Dvořák Novák Horváth Nagy Popescu Ivanov Petrov Smirnova
Jørgensen Østergaard Lindström Åkesson Virtanen Korhonen Silva Santos Gonçalves Conceição Pérez
Núñez Muñoz Ibáñez Rossi Esposito Ferrari Bianchi Papadopoulos Yılmaz Öztürk Haddad Khoury
Patel Sharma Singh Gupta Reddy Iyer Banerjee Khan Hussain Rahman Tanaka Suzuki Watanabe Takahashi
Nguyễn Trần Phạm Lê Kim Park Choi Jung Okafor Mensah Adeyemi Van_Dijk De_Vries Van_den_Berg
Fitzgerald Montgomery Abernathy Blackwood Castellanos Delacroix Eisenberg Fairchild Goldstein
Hamilton Ingham Jefferson Kensington Livingston Merriweather Northcott Oppenheimer Pemberton
Quigley Rutherford Sinclair Thornton Underwood Vandermeer Whitaker Yardley Zimmermann
"""

SINGLE_WORD = """
Sukarno Suharto Budi Dewi Wulandari Suryani Supriyadi Sutrisno Hartono Widodo Slamet Mulyani
Ponniah Saravanan Murugan Lakshmi Thant Aung Thida Khin Tenzin Dolma Pasang Yangchen Norbu
Purnomo Rahayu Kartini Gunawan Setiawan Wahyuni Nurhayati Rusdi Iskandar Mahendra Yuliana
"""

NICKNAMES = """
豆豆 丫丫 大熊 阿福 胖子 小鱼儿 果果 糖糖 大刘 二哥 阿布 皮皮 圆圆 石头 妞妞 嘟嘟 团子 毛毛 可乐
汤圆 Coco Lucky Sunny Kiki Momo Vivi Bobo Tiger Apple Candy Jojo Nana Ace Max Joy
"""

PLACES = """
健身房 三楼 隔壁 二栋 花店 学校 瑜伽 公司 球友 楼下 菜市场 幼儿园 同学 老家 画室 茶馆
"""
