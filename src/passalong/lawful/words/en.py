"""English words of the concepts, in small letters.

What follows from them is in `rules.py`; the Chinese words are in `zh.py`. Letters beside Chinese
count as words of their own. No nested repetition, so that looking stays one pass.
"""

from typing import Final

_FINE: Final = (
    "best|finest|greatest|cheapest|purest|freshest|cleanest|tastiest|healthiest|safest|strongest|"
    "smartest|richest|sweetest|softest|smoothest|nicest|coolest|fastest|highest[ -]quality|"
    "lowest[ -]priced?|lowest prices?|highest quality|highest standards?|loveliest|hottest|crispest|"
    "truest|clearest|kindest|friendliest|cutest|most delicious|toughest|sharpest|quickest|bestest|"
    "best-selling|best-loved|bestselling|most"
)
_MOST: Final = (
    "most (?!likely|recent|common|frequent)[a-z]{1,14}(?:ed|ful|ous|al|ing|ive|able|ible|ant|ent|ic|ate|ar|ern|some|ary|ish|y|ete|ure|ine|ert)"
)
_PLACE: Final = (
    "(?:town|the (?:[a-z]+ )?(?:city|county|country|province|district|world|area|street|market|region|island|"
    "neighbou?rhood|village|nation|universe|industry|business|planet|web|internet|block|state|land)|"
    "china|taiwan|hong kong|asia|earth|the whole [a-z]+|all (?:of )?(?:china|asia|town|taiwan))"
)
_COUNT: Final = "(?:\\d+|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|fifty|a hundred)"
_GIFT: Final = "(?:gift|present|drink|cup|bottle|class|lesson|tea|filter|sample|treat|voucher|coupon)"

CONCEPTS: Final = {
    "superlative": (
        f"\\b(?:{_FINE.removesuffix('|most')})\\b(?![ -](?:before|regards|wishes|of luck|friends?\\b|time|way|if|"
        "served|enjoyed|kept|stored|drunk|used|by|within|man|not|to\\b|when|eaten|cold|chilled|practice|delivery|day|seller list))",
        f"\\b(?:the most [a-z]{{4,}}|{_MOST})\\b(?! (?:of|likely)\\b)",
        "\\bbestest\\b|\\bb[3e]st\\b(?=[a-z])",
    ),
    "superlative_other": (
        "\\b(?:first[ -]class|premium grade|top choice|gold[ -]standard|award[ -]winning|first choice|top[ -]quality|topnotch)\\b",
    ),
    "wide_superlative": (
        f"\\b(?!est\\b|rest\\b|test\\b|request|interest|west\\b|guest|forest|chest|latest|earliest|nearest|honest|oldest|"
        f"contest|harvest|suggest|invest|newest|closest)[a-z]{{2,12}}est\\b[^.,;!?]{{0,40}}\\b(?:in|on|of|across|around) {_PLACE}\\b",
        f"\\b{_MOST}\\b[^.,;!?]{{0,40}}\\b(?:in|on|of|across|around) {_PLACE}\\b",
        "\\bworld'?s? [a-z]+est\\b|\\b(?:the )?only (?!one\\b)[^.,;!?]{0,30}\\b(?:worth|in (?:town|the city|the county|the world))\\b|"
        "\\b(?:town|city|county|country|province|world|market|nation)'s (?:best|finest|number|no|favou?rite|top|first|most|leading|[a-z]+est)\\b|"
        "\\bmoney can buy\\b",
    ),
    "rank": (
        "(?:\\bnumber[ -]?(?:one|1)|\\bno\\.? ?1|\\bnum(?:ber)? ?1|\\bnr\\.? ?1|#1|# 1|\\bnumero uno|\\btop ?1|\\bn[o0]\\.? ?(?:1|one|i))"
        "(?!\\d|[a-z]| (?:[a-z]+ )?(?:road|street|avenue|lane|garden|building|bus|line|room|unit|floor|seat|gate|priority|"
        "concern|rule|exit|on the (?:list|menu)|counter|table|district|high|market|middle|primary|school|court|square|river|bridge)\\b)",
        "\\bfirst (?:in|for) (?:quality|class|taste|town|purity|price|flavou?r|value|sales|service quality|the (?:city|county|province|country|world))\\b",
        "\\branked (?:first|1st|top)\\b|\\bnumber-1\\b",
    ),
    "peerless": (
        "\\b(?:top[ -]level|world[ -]class|state[ -]level|national[ -]level|world[ -]leading|world[ -]beating|top[ -]notch|"
        "top[ -]tier|top[ -]grade|unbeatable|unbeaten|unrivall?ed|unmatched|unparalleled|peerless|matchless|unsurpassed|"
        "incomparable|second to none|ultimate|supreme|superlative|flawless|one of a kind|in a league of its own|"
        "like no other|king of|queen of|market leader|industry leader|leading brand|the leading|[a-z]{3,12}'s leading|absolute perfection|perfection|"
        "miracle|magical|100% (?:pure|effective|safe|guaranteed|natural)|best ever|ever made|ever tasted|bar none|"
        "without equal|no equal|no rivals?|greatest of all time|g\\.?o\\.?a\\.?t\\b|hands down|top of the (?:world|range|line)|"
        "undisputed|unequall?ed|international[ -]class|cosmic|nothing (?:beats|compares|comes close|tops)|beats? (?:them all|all others|"
        "everyone|every other|everybody|anything|the rest))\\b",
        "\\b(?:no[ -]?body|no ?one|none|no other|no(?: other)? (?:shop|teacher|water|tea|brand|place|filter|class|writer))\\b[^.;!?]{0,50}"
        "\\b(?:better|[a-z]{3,10}er\\b[^.;!?]{0,30}\\bthan|than (?:we|us|ours|ourselves|our|me|this|here)|comes? close|beats?|match(?:es)?|can touch|like (?:we|ours|us)|as (?:good|well|clean|pure|cheap|fresh))\\b",
        "\\b(?:won'?t|will (?:not|never)|can'?t|cannot|couldn'?t|never|try to|hard to|impossible to|dare you to) (?:\\w+ )?(?:find|get|taste|drink|see|meet|be|beat)\\b"
        "[^.;!?]{0,30}\\b(?:better|[a-z]{3,10}er|like it|beaten|beat|matched|equal)\\b(?! (?:for|to|person|paper|number|order|water|driver|teacher)\\b)",
        "\\b(?:better|cleaner|cheaper|purer|fresher|tastier) than (?:any|every|all|everyone|anyone|anybody)\\b",
    ),
    "first_of_its_kind": (
        "(?<!our )(?<!my )(?<!their )\\bfirst (?:shop|store|one|place|school|company|business|and only|tea ?house|water)\\b[^.,;!?]{0,25}\\b(?:in|on|of|to)\\b|"
        "\\bfirst (?:prize|place|rank)\\b|\\b(?:gold medal|champions?|winner of|oldest (?:shop|tea|water)|exclusive(?:ly)?|the only)\\b|"
        "\\bwon (?:the )?(?:first|gold|top)\\b",
    ),
    "own_range": (
        f"\\bof (?:our|the|these|those|my|all our|{_COUNT})\\b(?:(?! (?:city|town|county|country|province|market|world|industry))"
        f" (?:{_COUNT}|own|[a-z]+s)\\b)|\\b(?:that )?we (?:have|stock|sell|carry|offer|make ourselves)\\b(?=[^.]{{0,8}}$|[^.]{{0,3}}(?:is|are|,|and))|"
        "\\b(?:in|on) (?:our|the) (?:own )?(?:range|menu|shop|list|shelf|line|catalogue|catalog|selection)\\b|\\bof the (?:two|three|four|five|lot|range)\\b|"
        "\\b(?:my|your|his|her|their) (?:own )?(?:favou?rite|best)\\b|\\bwhich\\b|\\bwhat\\b|\\bour (?:[a-z]+est|most [a-z]+) (?:size|plan|bottle|tea|class|filter|lesson|package|set|tin|slot|kettle)\\b",
    ),
    "aim": (
        "\\b(?:do|doing|does|did|try|trying|tried|give|giving) (?:our|my|your|his|her|their|its) (?:very |level )?best\\b|\\b(?:our|my|your|their) (?:very )?best to\\b|"
        "\\bat (?:best|most)\\b|\\bat its best\\b|\\bbest (?:before|regards|wishes|of luck)\\b|\\bwork(?:s)? best\\b|\\btastes? best\\b|"
        "\\b(?:aim|hope|want|strive|try|goal|dream|wish|working)\\b[^.,;!?]{0,25}\\b(?:best|first|finest|better|top|number|most|no\\.?1)\\b|"
        "\\b(?:safety|customers?|hygiene|honesty|pupils|students|children|service) (?:comes? |is |are |always )?(?:first|number one|no\\.?1)\\b|"
        "\\bas best\\b|\\blike(?:s|d)? (?:it |this |them )?best\\b|\\bbest (?:time|way) to\\b|\\bbest (?:served|enjoyed|kept|stored|drunk|used|eaten)\\b|"
        "\\bknows? best\\b|\\ball the best\\b|\\bmake the most\\b|\\bbest if\\b|\\bsuits? [a-z]+ best\\b|\\bmost (?:sincere|grateful|welcome)\\b",
    ),
    "official_grade": (
        "\\b(?:national|official|state|food|industry|gb) standards?\\b|\\bgraded? (?:by|under|according)\\b|\\bcertificate\\b|\\bgrade (?:one|two|three|1|2|3|a)\\b",
    ),
    "denied_praise": (
        "\\b(?:not|n't|never|no|nor|without|hardly|neither|don'?t|doesn'?t|isn'?t|aren'?t|won'?t|wouldn'?t|far from|nobody here says|cannot|can'?t)\\b"
        "(?! (?:only|just|only that|find|beat|get|touch|match|be (?:beaten|matched))\\b)[^.,;:!?]{0,32}\\b(?:best|finest|cheapest|greatest|most|top|number|no\\.? ?1|#1|first|"
        "perfect|perfection|world|state|national|ultimate|only|supreme|unbeatable|unique|miracle|leading|[a-z]+est)\\b",
    ),
    "told_rule": (
        "\\b(?:laws?|rules?|regulations?|regulators?|advertising (?:act|authority)|platform)\\b[^.]{0,40}\\b(?:forbids?|forbidden|bans?|banned|does not (?:let|allow)|won't let|"
        "do(?:es)?n't (?:let|allow)|not (?:allow|permit)|prohibits?|may not|must not|against|not to|says no|stops?)\\b|"
        "\\b(?:may not|must not|can't|cannot|not allowed to|never|won't|don't|do not|no longer|stopped|avoid|removed?|deleted?|took|taken|crossed|struck)\\b"
        "[^.]{0,20}\\b(?:say|saying|write|writing|writes|use|using|print|printing|words?|put)\\b",
        "\\bwords? (?:like|such as)\\b[^.]{0,40}\\b(?:not|banned|forbidden|out|off|removed|never)\\b",
    ),
    "share": (
        "\\b(?:shar(?:e|es|ed|ing)|forward(?:s|ed|ing)?(?! to (?:see|meet|your|wel|hear))|fwd|repost(?:s|ed|ing)?|re-?post|retweet|re-?share|"
        "like and|spread (?:the|it|this)|pass (?:it|this) (?:on|along|around)|tag (?:us|\\w+ (?:friends?|people|mates)|your|a)|comment (?:and|below)|"
        "check in (?:on|online)|hashtag|dm (?:it|this)|blast|copy (?:this|it) (?:in)?to)\\b",
        "\\b(?:post|put|leave|stick|pin|keep|paste|drop|show)\\b[^.;!?]{0,30}\\b(?:on|in|to|into) (?:your|ur|the|a|any|\\d|three|two|five|all|every)[^.;!?]{0,16}"
        "\\b(?:page|feed|wall|story|stories|moments|status|timeline|profile|groups?|grps?|chats?|instagram|facebook|socials?|weibo|tiktok)\\b",
        "\\bpost (?:this|it|our|about|a (?:photo|picture|selfie|story))\\b|\\bsend (?:this|it|our (?:poster|link))[^.;!?]{0,16}\\b(?:to|round|around)\\b|"
        f"\\b{_COUNT} (?:likes|shares|reposts|groups|grps|chats|retweets)\\b|\\blikes?,? (?:get|gets|=|means?|and|for)\\b|\\b(?:collect|gather|get)[^.]{{0,10}}\\blikes\\b",
        "\\bwhoever (?:posts|sends|shares|forwards|tells)\\b|\\btell (?:\\w+ )?(?:five|three|ten|\\d+) (?:friends|people)\\b|"
        "\\bscreenshot of (?:your|the) (?:post|share|story|moments)\\b|\\b(?:story|moments|timeline) screenshot\\b",
    ),
    "benefit": (
        "\\b(?:free(?! to\\b| of\\b)|gifts?|presents?|gets?|vouchers?|coupons?|discounts?|half[ -]price|wins?|prizes?|lucky draw|draws?|raffle|unlock(?:s|ed|ing)?|"
        "on us|on the house|rewards?|bonus(?:es)?|cash(?:back)?|points?|credits?|surprises?|something nice|pick up|collect your|earns?|claim|"
        "drops? to|extra|treats?|chances?|secret|hidden|reveals?|red packets?|refund(?:s|ed)?|"
        "\\d+ ?(?:%|percent|yuan|dollars|rmb|off)|money off|for nothing|thank[ -]you (?:gift|present)|perks?|goodies|lower price|half off|upgrade|"
        "(?:we|we'll|we will) (?:pay|give|send|hand|take|knock|cover)|yours|better odds|odds|entry into|enters?|no charge|save)\\b",
    ),
    "strong_benefit": (
        "\\b(?:get|gets|win|wins|unlock|then|and (?:we|you|pick|claim|receive|the)|to (?:get|claim|receive|win|unlock)|in return|in exchange|for a|for your|=|earns?|afterwards|"
        "reward|surprise|screenshot|means|will bring|brings)\\b|=",
    ),
    "help_me": (
        "\\b(?:click to help|help me (?:click|cut|slash|win|get|unlock)|cut the price|slash (?:the|my|it)|bargain (?:together|with friends|it down)|"
        "(?:one|two|\\d) more (?:clicks?|friends?|taps?|likes?)|share (?:to|and|&) (?:unlock|win|get|claim|earn|receive|save)|"
        "collect \\w+ (?:likes|stamps from friends|shares)|tap for me|vote for me|boost me|"
        "invite (?:\\w+ ){0,2}friends to (?:help|click|tap|boost|cut|like))\\b",
    ),
    "invite_number": (
        f"\\b(?:every|each|per|for a) (?:friend who |new )?(?:clicks?|shares?|follows?|taps?|follower)\\b|\\b(?:invite|bring|sign up|refer|recruit|add|get) {_COUNT} (?:new )?(?:friends|people|members|contacts|followers|mates|others|sign-?ups|neighbou?rs)\\b|"
        "\\b(?:for|with) (?:every|each) (?:friend|person|contact|new (?:friend|member|follower)|sign-?up) (?:you |who )?(?:invite|bring|add|refer|signs?|joins?|follows?|scans?|clicks?)\\b|"
        "\\binvite[^.]{0,20}\\b(?:to (?:follow|join the group|sign up|register|scan))\\b",
    ),
    "plain_offer": (
        "\\b(?:no need to|needn't|don't (?:need|have) to|do not (?:need|have) to|without|not required|whether or not|whether you|if you don'?t|either way|"
        "nothing (?:for|changes|to|extra|in return|depends)|no (?:reward|gift|prize|bonus|benefit|extra|strings)|same (?:price|for everyone|either)|"
        "we (?:do not|don't|never) (?:reward|pay|give)|(?:not|never|isn't|aren't) (?:rewarded|paid|tied|a condition)|changes nothing|makes no difference|up to you)\\b",
    ),
    "neutral_cue": (
        "\\b(?:feel free|if you (?:like|enjoy|want|wish|feel)|welcome to|you (?:may|can)|has (?:tried|been|bought|visited)|after (?:your friend|she|he|they|a friend|the friend)|"
        "tried it|tries it|redeem(?:s|ed)?|when (?:your friend|she|he) (?:has|tries|buys|comes|visits)|paid for|has paid)\\b",
    ),
    "beg": (
        "\\b(?:please (?:please )?(?:share|forward|spread|repost|pass)|spread the word|pass the word|tell everyone|tell everybody|help us spread|share (?:widely|far and wide)|"
        "forward widely|kindly (?:share|forward)|help (?:us )?(?:share|forward))\\b",
    ),
    "pyramid_word": (
        "\\b(?:passive(?:ly)?[ -]?(?:income|earn\\w*)|residual[ -]income|recurring income|(?:while|when|as) (?:you|u|they) sleep|in your sleep|recruit (?:and|&|to|n) earn|"
        "(?:joining|entry|sign-?up|starter|enrol?ment|membership|activation|registration) fee|buy-?in|"
        "(?:level|tier|generation)[ -](?:two|three|four|2|3|4) (?:income|commission|bonus|pay|earnings|money)|"
        "(?:second|third|2nd|3rd)[ -](?:level|tier|generation|line) (?:income|commission|bonus|pay|sales|earnings|money|too)|multi-?level|mlm|network marketing|"
        "team (?:bonus(?:es)?|commission|override|income)|overrides?|financial freedom|financially free|retire (?:early|young|at)|get rich|quit (?:your|the) (?:day )?job|"
        "unlimited (?:income|earnings?|levels)|binary plan|matrix plan|per head|by the head|head ?count (?:bonus|reward)|bonus per recruit|"
        "for (?:every|each) (?:person|recruit|agent|member|head|newcomer|friend|partner|seller) (?:that |who |whom )?(?:you )?(?:sign|bring|recruit|enrol|joins?|introduce|add)|"
        "money for nothing|lie back and|sit back and|do nothing and|earn(?:ing)? without|make money without|no work|guaranteed (?:income|profit|returns?)|risk[ -]free (?:income|profit)|"
        "easy money|six[ -]figure|static (?:income|returns?)|dynamic (?:income|returns?)|differential (?:bonus|commission)|pyramid|ground floor opportunity|money rolls in|money flows in|"
        "(?:build|grow) (?:a|your) (?:own )?(?:team|network|organi[sz]ation)|earn from (?:your )?(?:whole )?(?:team|network)|rank advancement|spillover)\\b",
    ),
    "line_word": ("\\b(?:down-?lines?|up-?lines?|down line income|sub-?agents?)\\b",),
    "buy_in": (
        "\\b(?:buy|pay|purchase|order|stock|spend|deposit|invest|put down|take)\\b[^.!?]{0,40}\\b(?:only then|first|then|before|and (?:you|become|you're)|to (?:become|join|qualify|get|be|start|unlock|earn)|"
        "makes you|you are|you're|you become|gets you)\\b[^.!?]{0,30}\\b(?:agents?|rank|partners?|resell\\w*|sellers?|distributors?|promoters?|agency|commission|rate)\\b",
        "\\b(?:agents?|partners?|sellers?|distributors?|promoters?|resellers?)\\b[^.!?]{0,30}\\b(?:must|need to|have to|has to|required to|only after|once you|first)\\b[^.!?]{0,12}\\b(?:buy|pay|purchase|order|stock|spend|deposit|paid|bought)\\b",
        "\\b(?:pay|buy|spend)\\b[^.!?]{0,20}\\b(?:to join|and join)\\b[^.!?]{0,24}\\b(?:earn\\w*|sell\\w*|team|commission)\\b",
        "\\bno (?:purchase|payment|case|order), no (?:agency|agent|place|spot|commission)\\b",
    ),
    "heads": (
        "\\b(?:recruit|bring(?: in)?|sign up|introduc(?:e|ing)|enrol|refer|sponsor|find|add|hire)(?:ing|s)?\\b[^.!?]{0,20}\\b(?:agents?|members?|partners?|sellers?|people|recruits?|distributors?|promoters?|newcomers?|heads?)\\b",
    ),
    "pay": (
        "\\b(?:earns?|paid|pays?|bonus(?:es)?|commissions?|cash|money|rewards?|yuan|dollars|percent|cut|share|income|\\d+ ?%|\\d{2,}|gets? you|pocket|tenth)\\b|%",
    ),
    "chain": (
        "\\b(?:people|friends|agents|ones|those|sellers|everyone|anyone)\\b[^.!?]{0,10}\\b(?:you|who you) (?:bring|invite|recruit|introduce|sign|refer|add|train)[^.!?]{0,20}\\b(?:they|their|them|his|her|theirs)\\b[^.!?]{0,12}"
        "(?:bring|invite|recruit|introduce|sign|refer|sales|sell|orders|people|friends|add|customers)\\b",
        "\\b(?:below|beneath|under(?:neath)?) (?:you|u|yours?)\\b[^.!?]{0,50}\\b(?:pays?|earns?|counts?|commission|cut|percent|share|income|pocket|money|adds?|yours|bonus)\\b",
        "\\b(?:cut|share|percent(?:age)?|slice|commission|piece|bonus|earn|pay|paid|tenth|money|%)\\b[^.!?]{0,40}\\b(?:below|beneath|under(?:neath)?) (?:you|u|yours?)\\b",
        "\\b(?:cut|share|percent(?:age)?|slice|commission|piece|bonus|earn|earns|pays?|paid|money|income|%)\\b[^.!?]{0,30}\\b(?:your|their|whole|entire) (?:team|group|branch|recruits?|agents|people|network|friends)(?:'s|')?\\b[^.!?]{0,14}(?:sells?|sales|orders|turnover|earns?|makes?|buys?|takings|$)",
        "\\b(?:friends of (?:your )?friends|your friend's friends|their friends)\\b[^.!?]{0,30}\\b(?:earn|commission|pay|cut|pays|money)\\b",
        "\\bteam(?:'s)? (?:sales|turnover|orders)\\b|\\byour (?:team|group|branch|recruits?) (?:sells?|buys?|earns?)\\b",
    ),
    "no_pay": (
        "\\b(?:pays? (?:you )?nothing|no (?:pay|money|commission|reward|bonus|extra|fee|purchase|joining|entry)|earns? (?:you )?nothing|not (?:paid|pay|rewarded)|unpaid|"
        "without (?:pay|buying|paying|any)|only (?:your|their|her|his) own|sell themselves|sold (?:yourself|themselves)|nothing to (?:buy|pay)|free to (?:join|become)|need not buy|"
        "don't (?:need|have) to (?:buy|pay)|costs nothing|no cost|never pay|do(?:es)? not pay|doesn't pay|don't pay)\\b",
    ),
    "free_entry": (
        "\\b(?:no (?:fee|purchase|joining|entry|cost|charge|deposit|stock)|nothing to (?:buy|pay)|free to (?:join|become)|(?:need not|needn't|never have to|(?:do(?:es)? not|don't|doesn't) (?:need|have) to) (?:buy|pay|order|spend|stock)|"
        "without (?:buying|paying|any)|costs nothing|nobody (?:has to|needs to|must)|no one (?:has to|needs to|must))\\b",
    ),
    "denied_pyramid": (
        "\\b(?:no|not|never|without|don'?t|do not|isn'?t|is not|refuse|against|neither|nor|nobody|zero)\\b[^.;!?]{0,24}\\b(?:down-?lines?|up-?lines?|heads?|recruit|passive|pyramid|mlm|multi-?level|team|fee|buy-?in|levels?|overrides?|sub-?agents?|network|rich|sleep)\\b",
    ),
    "warned_of": (
        "\\b(?:do not believe|don'?t believe|beware|be careful|careful|scams?|report(?:ed)? (?:it|him|her|them|to)|fraud|avoid|watch out|warn(?:ing|ed)?|not us|isn't us|is not us|ignore|"
        "illegal|unlawful|against the law|removed|threw|fined|stay away|lies?|fake|not true)\\b",
    ),
    "income": (
        "\\b(?:hundred|thousand|thousands|few thousand|\\d{3,})\\b[^.!?]{0,14}\\b(?:a|per|each|every) (?:month|week|day|year)\\b|\\b(?:monthly|weekly|daily) (?:income|earnings)\\b|"
        "\\b(?:side income|extra income|second income|earn good money|good money|side hustle)\\b",
    ),
    "health_effect": (
        "\\b(?:detox(?:es|ing|ify|ifies|ification)?|anti-?(?:cancer|ag(?:e)?ing|inflammatory|viral|bacterial tea|diabetic)|burns? (?:belly )?fat|fat[ -]burning|weight[ -]loss|los(?:e|es|ing) (?:\\w+ )?(?:weight|kilos|pounds|kg)|slimming|slims|"
        "boost(?:s|ing)? (?:\\w+ )?(?:immun\\w*|metabolism)|immune (?:boost\\w*|system)|cleans(?:es|e|ing)? (?:your |the )?(?:liver|blood|body|colon|kidneys?|gut)|"
        "purif(?:y|ies) (?:your |the )?blood|flush(?:es)? (?:out )?(?:your |the )?(?:toxins|liver|kidneys)|toxins|cure-all|cures? (?:all|any|every|everything|cancer|what)|heals? (?:the|your|all|every|any)|"
        "better than (?:medicine|pills|any pill)|instead of (?:medicine|pills|your pills)|no (?:doctor|pills?|medicine|drugs) (?:needed|required|any ?more)|throw away (?:your )?(?:pills|medicine|tablets)|"
        "rejuvenat\\w+|live longer|years younger|alkaline body|doctors? (?:hate|recommend)|medicinal|therapeutic|miracle cure|wonder cure|fights? (?:cancer|colds?|flu|disease|infection|inflammation)|"
        "lowers? (?:your |the )?(?:blood|cholesterol|sugar|pressure|uric))\\b",
    ),
    "illness": (
        "\\b(?:blood[ -]?(?:sugar|pressure|lipids?|fat)|sugar (?:readings?|levels?)|hypertension|diabet\\w+|gout|uric acid|cancers?|tumou?rs?|insomnia|sleepless\\w*|constipation|arthritis|"
        "joint(?:s| pain| aches?)|rheumat\\w+|gastritis|ulcers?|stomach (?:aches?|pains?|trouble|problems?)|kidney (?:stones?|disease)|fatty liver|liver|heart (?:disease|trouble)|cholesterol|"
        "headaches?|migraines?|asthma|eczema|acne|wrinkles|hair loss|depression|anxiety|dementia|colds?(?= (?:and|sooner|faster|away|go|in|gone|flu))|flu|coughs?|sore throats?|inflammation|anaemi\\w+|anemi\\w+|osteoporosis|back pain|back aches?|pains?|swelling|"
        "allerg(?:y|ies)|hay fever|menopause|period pains?|cramps?|infertility|stammer\\w*|stutter\\w*|adhd|autism|covid|illness(?:es)?|diseases?|ailments?|infections?|knees|aches?|indigestion|heartburn|reflux|toothache|hangovers?|obesity)\\b",
    ),
    "gets_better": (
        "\\b(?:cures?|cured|heals?|healed|treats?|treated|remed(?:y|ies)|relie(?:ves?|f)|eas(?:es?|ed)|prevents?|stops?|ends?|reduc(?:es?|ed)|lower(?:s|ed|ing)?|fights?|beats?|banish(?:es)?|improv(?:es?|ed)|"
        "come(?:s)? down|came down|go(?:es)? (?:down|away)|went (?:down|away)|drop(?:s|ped)?|disappear(?:s|ed)?|vanish(?:es|ed)?|gone|falls?|fell|under control|back to normal|normal|shrinks?|shrank|melts?|fades?|clears?(?: up)?|cleared|no more|goodbye|"
        "forget (?:your|about)|never again|works? (?:against|on|for|wonders)|good for|helps? (?:with|against)|against|control(?:s|led)?|soothes?|get(?:s)? better|got better|better (?:after|in|within)|sleep(?:s)? (?:like|through)|off (?:the|her|his|my|their) (?:pills|medicine|tablets)|threw away|recover\\w*|protects?|steady|stable|quiet(?:s|ens)?|down)\\b",
    ),
    "doctor": (
        "\\b(?:cures? nothing|heals? nothing|treats? nothing|(?:does|do|did|will|can|is|are) not (?:a )?(?:cure|heal|treat|prevent|lower|replace|medicine|claim|help)|(?:doesn'?t|don'?t|won'?t|can'?t|cannot|isn'?t|never) (?:a )?(?:cure|heal|treat|prevent|lower|replace|claim|help|medicine)|"
        "no (?:medicine$|cure|medical|effect on|substitute|health claims?|replacement)|not a (?:medicine|cure|remedy|drug|treatment)|(?:ask|see|consult|talk to|check with|speak to) (?:your |a |the )?doctor|medical advice|go to (?:a|the|your) (?:doctor|hospital)|"
        "teacher (?:is|has)|driver (?:is|has)|(?:is|are|am) (?:ill|sick|off sick)|if you (?:are|feel) (?:ill|sick)|tell us about|let us know)\\b",
    ),
    "near_health": (
        "\\b(?:wellness|well-?being|health (?:tea|drink|water|boost|tonic)|tonic|superfood|beauty (?:tea|drink|water)|nourish(?:es|ing)?|restorative|digestion|digestive|good for (?:you|your (?:body|health|stomach|skin))|healthy glow|healthier|calming|soothing|energi[sz]ing|herbal remedy|revitali[sz]\\w+)\\b",
    ),
    "good_review": (
        "\\b(?:(?:five|5)[ -]?stars?|(?:good|great|positive|nice|glowing|excellent|favou?rable|kind|happy|rave|top|lovely|perfect) (?:\\w+ )?(?:reviews?|ratings?|feedback|comments?|words?|testimonials?)|"
        "(?:say|write|post|leave) (?:us )?(?:something|a few|some|\\w+) (?:nice|kind|good|lovely|sweet|positive)(?: \\w+)?|(?:praise|recommend|compliment) (?:us|the|our|your|him|her)|full marks|top marks|thumbs[ -]?up|all (?:the )?stars)\\b",
        "(?:5|five) ?★|★★★|\\b(?:max(?:imum)?|full|top) (?:score|stars|rating)\\b",
    ),
    "any_review": ("\\b(?:reviews?|ratings?|rate us|feedback|testimonials?|comments?)\\b",),
    "whatever_said": (
        "\\b(?:honest|good or bad|whatever you|any (?:score|rating|stars)|frank|truthful|critical|either way|no matter|bad ones|both good)\\b",
    ),
    "denied_review": (
        "\\b(?:never|not|no|don'?t|do not|cannot|can'?t|won'?t|without)\\b[^.;!?]{0,20}\\b(?:buy|pay|reward|offer|ask|trade|swap|give|exchange|cashback|gifts?)\\b[^.;!?]{0,20}\\b(?:reviews?|stars?|ratings?|praise)\\b",
    ),
    "review_benefit": (
        "\\b(?:back|off|cash ?back|vouchers?|free|refunds?|gifts?|discounts?|coupons?|gets? (?:you|a|your)|rewards?|yuan|dollars|presents?|treats?|on us|bonus|earns?|cheaper|points?|prize|draw|in return)\\b|%",
    ),
}  # fmt: skip
