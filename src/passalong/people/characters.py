"""What one must know by heart of Chinese names: surnames, their readings, two scripts, spellings.

Data only; how sounds are compared is in `people/sounds.py`. Written by hand from general
knowledge; characters that are missing here still work, by their sound.
"""

from typing import Final

# Characters that open a name as its surname. Used to tell 王明 from 明明.
_SURNAMES = """
王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛
叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔
贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁
时舒耿牟卜肖詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强
柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾
郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬
明沙伏岑习胥保和蔺水云昌凤酆皮卡元平伯湛茅危闻莘支昝经裘缪干宣贲杭诸钮嵇滑荣荀羊於惠家芮羿储汲邴
松富乌弓牧隗山班仰秋伊暴厉戎祖束幸韶蓟印宿怀蒲从鄂索咸籍能苍双贡劳逄扶堵宰郦雍却璩濮寿通扈浦尚农
别充慕茹宦鱼容慎戈庾终暨居衡步弘国寇广禄阙东殳沃利蔚越夔隆师厍晁勾融訾阚那空毋乜养须丰巢相红权逯
益桓公付邝区朴佘麦召禚尧展信肇但虎黑繁员佴种洗折祭闫代侍佀才火英哈仝郇幺由亢底卿承朝
"""
SURNAMES: Final = frozenset("".join(_SURNAMES.split()))

_COMPOUND = """
欧阳 司马 上官 诸葛 司徒 夏侯 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 东方 南宫 端木 轩辕 独孤 西门
申屠 百里 呼延 钟离 闻人 澹台 公冶 宗政 濮阳 淳于 单于 太叔 仲孙 鲜于 万俟 拓跋 完颜 东郭 公羊
范姜 张简 赫连 左丘 梁丘 第五 贺兰 纳兰 叶赫 爱新 歐陽 東方 獨孤 長孫 諸葛 司馬
"""
COMPOUND_SURNAMES: Final = frozenset(_COMPOUND.split())
COMPOUND_READINGS: Final = {
    "尉迟": "yu chi",
    "万俟": "mo qi",
    "单于": "chan yu",
    "长孙": "zhang sun",
    "長孫": "zhang sun",
}

# Readings that a character has as a surname, the usual one first.
_READINGS = """
单shan 解xie 仇qiu 曾zeng 查zha 任ren 区ou 朴piao 盖ge/gai 乐yue/le 覃qin/tan 翟zhai/di 缪miao
员yun 黑he 繁po 盛sheng 纪ji 折she 洗xian 冼xian 召shao 秘bi 那na 哈ha 车che 种chong 祭zhai 逄pang
隗wei/kui 郗xi/chi 佴nai 牟mu/mou 柏bai/bo 薄bo 沈shen 郇xun/huan 葛ge 华hua 宁ning 要yao 应ying
阚kan 叶ye 曲qu 石shi 卜bu 贾jia 褚chu 谌chen/shen 都du 尉yu/wei 长zhang 万wan 俞yu 能nai 相xiang
余yu 行xing 朝chao 侯hou 过guo 游you 燕yan 訾zi 殷yin 强qiang 台tai 句gou 仉zhang 幺yao 哥ge
粘nian 岑cen 乜nie 肖xiao 幸xing 冯feng 尹yin 温wen 观guan 传fu 大da
"""
SURNAME_READINGS: Final[dict[str, tuple[str, ...]]] = {
    entry[0]: tuple(entry[1:].split("/")) for entry in _READINGS.split()
}

# Traditional or variant form, then the simplified one; for names, so neither complete nor needed
# to be: what is missing is still found as a homophone.
_SCRIPTS = """
張张 劉刘 陳陈 楊杨 趙赵 黃黄 吳吴 孫孙 馬马 羅罗 鄭郑 謝谢 許许 鄧邓 韓韩 馮冯 蕭肖 萧肖 蔣蒋
葉叶 蘇苏 呂吕 盧卢 鍾钟 鐘钟 譚谭 陸陆 韋韦 賈贾 鄒邹 閆闫 閻阎 龍龙 賀贺 顧顾 龔龚 萬万 錢钱
嚴严 湯汤 喬乔 賴赖 單单 區区 齊齐 溫温 莊庄 歐欧 陽阳 諸诸 華华 關关 魯鲁 畢毕 聶聂 叢丛 樂乐
藍蓝 蘭兰 龐庞 顏颜 蘆芦 費费 紀纪 項项 衛卫 鮑鲍 寧宁 閔闵 車车 邊边 饒饶 鄔邬 暢畅 宮宫 來来
簡简 婁娄 蓋盖 黨党 談谈 連连 欒栾 計计 竇窦 遲迟 練练 應应 榮荣 鳳凤 經经 繆缪 儲储 貢贡 勞劳
壽寿 農农 廣广 東东 師师 鞏巩 闞阚 豐丰 紅红 權权 鄺邝 麥麦 遊游 肅肃 愛爱 寶宝 賓宾 濱滨 長长
徹彻 誠诚 馳驰 寵宠 純纯 聰聪 達达 鄲郸 導导 燈灯 棟栋 爾尔 發发 飛飞 峯峰 鋒锋 楓枫 風风 復复
剛刚 鋼钢 個个 貫贯 貴贵 國国 漢汉 號号 鴻鸿 後后 護护 樺桦 懷怀 歡欢 煥焕 環环 輝辉 暉晖 會会
薈荟 渾浑 機机 積积 績绩 繼继 濟济 際际 駕驾 堅坚 劍剑 劒剑 薦荐 漸渐 間间 將将 獎奖 驕骄 嬌娇
傑杰 潔洁 結结 節节 謹谨 錦锦 進进 靜静 淨净 競竞 鏡镜 鈞钧 軍军 駿骏 凱凯 開开 課课 寬宽 曠旷
崑昆 萊莱 瀾澜 覽览 勵励 麗丽 歷历 禮礼 裡里 蓮莲 漣涟 戀恋 諒谅 嶺岭 靈灵 齡龄 領领 瀏浏 瓏珑
錄录 倫伦 綸纶 論论 邁迈 滿满 夢梦 綿绵 銘铭 鳴鸣 謀谋 諾诺 鵬鹏 憑凭 評评 啟启 啓启 氣气 謙谦
潛潜 強强 彊强 橋桥 親亲 欽钦 寢寝 輕轻 慶庆 請请 瓊琼 確确 讓让 熱热 認认 韌韧 潤润 銳锐 閏闰
賽赛 紹绍 聖圣 勝胜 聲声 詩诗 時时 實实 識识 適适 書书 樹树 術术 帥帅 雙双 順顺 碩硕 絲丝 頌颂
歲岁 濤涛 韜韬 騰腾 體体 條条 鐵铁 廳厅 統统 圖图 團团 網网 維维 瑋玮 煒炜 偉伟 緯纬 葦苇 聞闻
穩稳 無无 務务 習习 璽玺 戲戏 賢贤 顯显 憲宪 現现 獻献 鄉乡 響响 曉晓 驍骁 瀟潇 協协 諧谐 寫写
興兴 續续 緒绪 軒轩 選选 學学 勛勋 勳勋 尋寻 訓训 遜逊 亞亚 煙烟 彥彦 豔艳 艷艳 驗验 揚扬 養养
瑤瑶 堯尧 遙遥 業业 儀仪 義义 藝艺 憶忆 誼谊 議议 億亿 陰阴 蔭荫 銀银 隱隐 瑩莹 穎颖 頴颖 營营
瀅滢 縈萦 詠咏 湧涌 優优 郵邮 猶犹 魚鱼 漁渔 與与 語语 鈺钰 譽誉 嶽岳 圓圆 園园 淵渊 員员 緣缘
遠远 願愿 悅悦 閱阅 躍跃 雲云 韻韵 運运 贊赞 讚赞 澤泽 則则 擇择 嶄崭 戰战 釗钊 鎮镇 貞贞 偵侦
禎祯 楨桢 針针 陣阵 錚铮 崢峥 證证 幟帜 誌志 質质 緻致 眾众 週周 專专 壯壮 準准 資资 縱纵 總总
組组 鑽钻 燁烨 曄晔 琺珐 瑪玛 麼么 媽妈 嫻娴 嫺娴 嬋婵 嬡嫒 嫵妩 孿孪 姍姗 珮佩 薔蔷 蘊蕴 蓀荪
蕎荞 鶯莺 鷗鸥 鶴鹤 鵑鹃 鳶鸢 燦灿 爍烁 熾炽 爐炉 璣玑 琿珲 璿璇 瑯琅 錫锡 銓铨 鍵键 鎧铠 鑑鉴
鑒鉴 鈴铃 銅铜 鋭锐 鏗铿 鐸铎 淩凌 滙汇 匯汇 濬浚 滄沧 潯浔 澐沄 灃沣
"""
SIMPLIFIED: Final[dict[str, str]] = {pair[0]: pair[1] for pair in _SCRIPTS.split()}

# Surnames as they are spelled in Hong Kong, Macau, Taiwan, Malaysia, Singapore and Indonesia, and
# their pinyin; `_` parts the syllables of a compound one.
_ROMANISED = """
chan=chen wong=huang/wang lee=li cheung=zhang/jiang/zhong chang=zhang/chang lau=liu low=liu/luo
leung=liang leong=liang/long ng=wu/huang ong=wang/weng tan=chen/tan lim=lin lam=lin/lan goh=wu
teo=zhang teoh=zhang yeo=yang yeoh=yang yeung=yang young=yang kwok=guo kwock=guo kuo=guo quek=guo
ho=he hoe=he law=luo/liu lo=luo/lu/lao loh=luo/lu lor=luo cheng=zheng/cheng tay=zheng teh=zheng
tse=xie hsieh=xie chia=xie cheah=xie sung=song soong=song tong=tang hui=xu hsu=xu koh=xu/gao
khaw=xu tsui=xu/cui chui=cui/xu tang=deng/tang teng=deng hon=han fung=feng/feng fong=fang/kuang
tso=cao tsao=cao cho=cao/zuo chao=zhao/cao chiu=zhao/qiu/jiao jiu=zhao chew=zhou/zhao
chow=zhou/zou chou=zhou chau=zhou/zou pang=peng/pang phang=peng tsang=zeng tseng=zeng
siu=xiao/shao hsiao=xiao shiu=xiao/shao seow=xiao tin=tian tien=tian tung=dong poon=pan phua=pan
yuen=yuan/ruan tsai=cai choi=cai/cui choy=cai chua=cai tsoi=cai/cui chiang=jiang tseung=jiang
keung=jiang kong=jiang/kong/gong yue=yu yee=yu u=yu to=du/tao tu=du toh=du/zhuo yip=ye yap=ye
yeh=ye ip=ye ching=cheng/zhuang ngai=wei so=su soo=su soh=su lui=lv/lei loi=lv/lai ting=ding
yam=ren jen=ren yim=yan yen=yan yiu=yao shum=shen/cen sham=shen/cen sim=shen chung=zhong/zhang
cheong=zhang/zhong tam=tan tham=tan luk=lu look=lu liew=liu/liao liaw=liao leow=liao liu=liao/liu
shek=shi shih=shi kam=jin/gan chin=qin/jin/qian/chen wai=wei ha=xia hsia=xia foo=fu/hu fu=fu/hu
woo=hu/wu wu=hu/wu oh=hu tsou=zou hung=xiong/hong/kong hsiung=xiong hoong=hong ang=hong pak=bai
pai=bai peh=bai mang=meng chun=qin yau=qiu/you yow=qiu khoo=qiu/xu hew=qiu hau=hou wan=yin/wen/wan
sit=xue hsueh=xue tuan=duan tuen=duan lung=long loong=long lai=lai/li sze=shi see=shi/xue
mo=mao/wu/mo koo=gu ku=gu kung=gong/kong man=wan/wen chien=qian/jian tsien=qian tai=dai mok=mo
hong=kang/hong/kong yick=yi yik=yi kiu=qiao chiao=qiao/jiao au=ou aw=ou/hu auyeung=ou_yang
auyong=ou_yang owyang=ou_yang szeto=si_tu seto=si_tu lyu=lv or=ke ko=gao/ke/ge kao=gao
chuang=zhuang chong=zhuang/zhang/zhong chu=zhu choo=zhu suen=sun soon=sun chak=zhai kwan=guan
kuan=guan kwong=kuang cheuk=zhuo mui=mei ngan=yan pau=bao pao=bao shing=sheng yung=rong/weng
kan=jian/jin kei=ji park=piao hsin=xin hsing=xing jao=rao ning=ning shieh=xie tjia=xie liauw=liao
oey=huang oei=huang tio=zhang thio=zhang kwee=guo gan=yan/gan sin=xian/shan/xin lieu=liu doan=duan
kuang=kuang tsung=zong pi=bi po=bo ou=ou ma=ma mah=ma mak=mai yan=yan/ren/zhen ying=ying yeow=yao
yong=yang/rong heng=wang loo=lu louie=lei
"""
ROMANISED_SURNAMES: Final[dict[str, tuple[str, ...]]] = {
    entry.partition("=")[0]: tuple(entry.partition("=")[2].replace("_", " ").split("/"))
    for entry in _ROMANISED.split()
}
