"""English words of the concepts, in small letters.

Praise and sharing are here; money, health and reviews in `en_claims.py`. What follows from them
is in `rules.py`; the Chinese words are in `zh.py`. Letters beside Chinese
count as words of their own. No nested repetition, so that looking stays one pass.
"""

from typing import Final

_FINE: Final = (
    "best|finest|greatest|cheapest|purest|freshest|cleanest|tastiest|healthiest|safest|strongest|"
    "smartest|richest|sweetest|softest|smoothest|nicest|coolest|fastest|highest[ -]quality|"
    "lowest[ -]priced?|lowest prices?|highest quality|highest standards?|loveliest|hottest|"
    "crispest|"
    "truest|clearest|kindest|friendliest|cutest|most delicious|toughest|sharpest|quickest|bestest|"
    "best-selling|best-loved|bestselling|most"
)
_MOST: Final = (
    "most (?!likely|recent|common|frequent)[a-z]{1,14}"
    "(?:ed|ful|ous|al|ing|ive|able|ible|ant|ent|ic|ate|ar|ern|some|ary|ish|y|ete|ure|ine|ert)"
)
_PLACE: Final = (
    "(?:town|the (?:[a-z]+ )?(?:city|county|country|province|district|world|area|street|market|"
    "region|island|"
    "neighbou?rhood|village|nation|universe|industry|business|planet|web|internet|block|state|land)|"
    "china|taiwan|hong kong|asia|earth|the whole [a-z]+|all (?:of )?(?:china|asia|town|taiwan))"
)
_COUNT: Final = (
    "(?:\\d+|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|fifty|a hundred)"
)

CONCEPTS: Final = {
    "superlative": (
        f"\\b(?:{_FINE.removesuffix('|most')})\\b(?![ -](?:before|regards|wishes|of luck|"
        "friends?\\b|time|way|if|"
        "served|enjoyed|kept|stored|drunk|used|by|within|man|not|to\\b|when|eaten|cold|chilled|"
        "practice|delivery|day|seller list))",
        f"\\b(?:the most [a-z]{{4,}}|{_MOST})\\b(?! (?:of|likely)\\b)",
        "\\bbestest\\b|\\bb[3e]st\\b(?=[a-z])",
    ),
    "superlative_other": (
        "\\b(?:first[ -]class|premium grade|top choice|gold[ -]standard|award[ -]winning|"
        "first choice|top[ -]quality|topnotch)\\b",
    ),
    "wide_superlative": (
        "\\b(?!est\\b|rest\\b|test\\b|request|interest|west\\b|guest|forest|chest|latest|"
        "earliest|nearest|honest|oldest|"
        "contest|harvest|suggest|invest|newest|"
        f"closest)[a-z]{{2,12}}est\\b[^.,;!?]{{0,40}}\\b(?:in|on|of|across|around) {_PLACE}\\b",
        f"\\b{_MOST}\\b[^.,;!?]{{0,40}}\\b(?:in|on|of|across|around) {_PLACE}\\b",
        "\\bworld'?s? [a-z]+est\\b|\\b(?:the )?only (?!one\\b)[^.,;!?]{0,30}\\b(?:worth|"
        "in (?:town|the city|the county|the world))\\b|"
        "\\b(?:town|city|county|country|province|world|market|nation)'s (?:best|finest|number|no|"
        "favou?rite|top|first|most|leading|[a-z]+est)\\b|"
        "\\bmoney can buy\\b",
    ),
    "rank": (
        "(?:\\bnumber[ -]?(?:one|1)|\\bno\\.? ?1|\\bnum(?:ber)? ?1|\\bnr\\.? ?1|#1|# 1|"
        "\\bnumero uno|\\btop ?1|\\bn[o0]\\.? ?(?:1|one|i))"
        "(?!\\d|[a-z]| (?:[a-z]+ )?(?:road|street|avenue|lane|garden|building|bus|line|room|unit|"
        "floor|seat|gate|priority|"
        "concern|rule|exit|on the (?:list|menu)|counter|table|district|high|market|middle|"
        "primary|school|court|square|river|bridge)\\b)",
        "\\bfirst (?:in|for) (?:quality|class|taste|town|purity|price|flavou?r|value|sales|"
        "service quality|the (?:city|county|province|country|world))\\b",
        "\\branked (?:first|1st|top)\\b|\\bnumber-1\\b",
    ),
    "peerless": (
        "\\b(?:top[ -]level|world[ -]class|state[ -]level|national[ -]level|world[ -]leading|"
        "world[ -]beating|top[ -]notch|"
        "top[ -]tier|top[ -]grade|unbeatable|unbeaten|unrivall?ed|unmatched|unparalleled|"
        "peerless|matchless|unsurpassed|"
        "incomparable|second to none|ultimate|supreme|superlative|flawless|one of a kind|"
        "in a league of its own|"
        "like no other|king of|queen of|market leader|industry leader|leading brand|the leading|"
        "[a-z]{3,12}'s leading|absolute perfection|perfection|"
        "miracle|magical|100% (?:pure|effective|safe|guaranteed|natural)|best ever|ever made|"
        "ever tasted|bar none|"
        "without equal|no equal|no rivals?|greatest of all time|g\\.?o\\.?a\\.?t\\b|hands down|"
        "top of the (?:world|range|line)|"
        "undisputed|unequall?ed|international[ -]class|cosmic|nothing (?:beats|compares|"
        "comes close|tops)|beats? (?:them all|all others|"
        "everyone|every other|everybody|anything|the rest))\\b",
        "\\b(?:no[ -]?body|no ?one|none|no other|no(?: other)? (?:shop|teacher|water|tea|brand|"
        "place|filter|class|writer))\\b[^.;!?]{0,50}"
        "\\b(?:better|[a-z]{3,10}er\\b[^.;!?]{0,30}\\bthan|than (?:we|us|ours|ourselves|our|me|"
        "this|here)|comes? close|beats?|match(?:es)?|can touch|like (?:we|ours|us)|as (?:good|"
        "well|clean|pure|cheap|fresh))\\b",
        "\\b(?:won'?t|will (?:not|never)|can'?t|cannot|couldn'?t|never|try to|hard to|"
        "impossible to|dare you to) (?:\\w+ )?(?:find|get|taste|drink|see|meet|be|beat)\\b"
        "[^.;!?]{0,30}\\b(?:better|[a-z]{3,10}er|like it|beaten|beat|matched|"
        "equal)\\b(?! (?:for|to|person|paper|number|order|water|driver|teacher)\\b)",
        "\\b(?:better|cleaner|cheaper|purer|fresher|tastier) than (?:any|every|all|everyone|"
        "anyone|anybody)\\b",
    ),
    "first_of_its_kind": (
        "(?<!our )(?<!my )(?<!their )\\bfirst (?:shop|store|one|place|school|company|business|"
        "and only|tea ?house|water)\\b[^.,;!?]{0,25}\\b(?:in|on|of|to)\\b|"
        "\\bfirst (?:prize|place|rank)\\b|\\b(?:gold medal|champions?|winner of|oldest (?:shop|"
        "tea|water)|exclusive(?:ly)?|the only)\\b|"
        "\\bwon (?:the )?(?:first|gold|top)\\b",
    ),
    "own_range": (
        f"\\bof (?:our|the|these|those|my|all our|{_COUNT})\\b(?:(?! (?:city|town|county|country|"
        "province|market|world|industry))"
        f" (?:{_COUNT}|own|[a-z]+s)\\b)|\\b(?:that )?we (?:have|stock|sell|carry|offer|"
        "make ourselves)\\b(?=[^.]{0,8}$|[^.]{0,3}(?:is|are|,|and))|"
        "\\b(?:in|on) (?:our|the) (?:own )?(?:range|menu|shop|list|shelf|line|catalogue|catalog|"
        "selection)\\b|\\bof the (?:two|three|four|five|lot|range)\\b|"
        "\\b(?:my|your|his|her|their) (?:own )?(?:favou?rite|best)\\b|\\bwhich\\b|\\bwhat\\b|"
        "\\bour (?:[a-z]+est|most [a-z]+) (?:size|plan|bottle|tea|class|filter|lesson|package|"
        "set|tin|slot|kettle)\\b",
    ),
    "aim": (
        "\\b(?:do|doing|does|did|try|trying|tried|give|giving) (?:our|my|your|his|her|their|"
        "its) (?:very |level )?best\\b|\\b(?:our|my|your|their) (?:very )?best to\\b|"
        "\\bat (?:best|most)\\b|\\bat its best\\b|\\bbest (?:before|regards|wishes|of luck)\\b|"
        "\\bwork(?:s)? best\\b|\\btastes? best\\b|"
        "\\b(?:aim|hope|want|strive|try|goal|dream|wish|working)\\b[^.,;!?]{0,25}\\b(?:best|"
        "first|finest|better|top|number|most|no\\.?1)\\b|"
        "\\b(?:safety|customers?|hygiene|honesty|pupils|students|children|service) (?:comes? |"
        "is |are |always )?(?:first|number one|no\\.?1)\\b|"
        "\\bas best\\b|\\blike(?:s|d)? (?:it |this |them )?best\\b|\\bbest (?:time|way) to\\b|"
        "\\bbest (?:served|enjoyed|kept|stored|drunk|used|eaten)\\b|"
        "\\bknows? best\\b|\\ball the best\\b|\\bmake the most\\b|\\bbest if\\b|"
        "\\bsuits? [a-z]+ best\\b|\\bmost (?:sincere|grateful|welcome)\\b",
    ),
    "official_grade": (
        "\\b(?:national|official|state|food|industry|gb) standards?\\b|\\bgraded? (?:by|under|"
        "according)\\b|\\bcertificate\\b|\\bgrade (?:one|two|three|1|2|3|a)\\b",
    ),
    "denied_praise": (
        "\\b(?:not|n't|never|no|nor|without|hardly|neither|don'?t|doesn'?t|isn'?t|aren'?t|won'?t|"
        "wouldn'?t|far from|nobody here says|cannot|can'?t)\\b"
        "(?! (?:only|just|only that|find|beat|get|touch|match|be (?:beaten|"
        "matched))\\b)[^.,;:!?]{0,32}\\b(?:best|finest|cheapest|greatest|most|top|number|"
        "no\\.? ?1|#1|first|"
        "perfect|perfection|world|state|national|ultimate|only|supreme|unbeatable|unique|"
        "miracle|leading|[a-z]+est)\\b",
    ),
    "told_rule": (
        "\\b(?:laws?|rules?|regulations?|regulators?|advertising (?:act|authority)|"
        "platform)\\b[^.]{0,40}\\b(?:forbids?|forbidden|bans?|banned|does not (?:let|allow)|"
        "won't let|"
        "do(?:es)?n't (?:let|allow)|not (?:allow|permit)|prohibits?|may not|must not|against|"
        "not to|says no|stops?)\\b|"
        "\\b(?:may not|must not|can't|cannot|not allowed to|never|won't|don't|do not|no longer|"
        "stopped|avoid|removed?|deleted?|took|taken|crossed|struck)\\b"
        "[^.]{0,20}\\b(?:say|saying|write|writing|writes|use|using|print|printing|words?|put)\\b",
        "\\bwords? (?:like|such as)\\b[^.]{0,40}\\b(?:not|banned|forbidden|out|off|removed|"
        "never)\\b",
    ),
    "share": (
        "\\b(?:shar(?:e|es|ed|ing)|forward(?:s|ed|ing)?(?! to (?:see|meet|your|wel|hear))|fwd|"
        "repost(?:s|ed|ing)?|re-?post|retweet|re-?share|"
        "like and|spread (?:the|it|this)|pass (?:it|this) (?:on|along|around)|tag (?:us|"
        "\\w+ (?:friends?|people|mates)|your|a)|comment (?:and|below)|"
        "check in (?:on|online)|hashtag|dm (?:it|this)|blast|copy (?:this|it) (?:in)?to)\\b",
        "\\b(?:post|put|leave|stick|pin|keep|paste|drop|show)\\b[^.;!?]{0,30}\\b(?:on|in|to|"
        "into) (?:your|ur|the|a|any|\\d|three|two|five|all|every)[^.;!?]{0,16}"
        "\\b(?:page|feed|wall|story|stories|moments|status|timeline|profile|groups?|grps?|"
        "chats?|instagram|facebook|socials?|weibo|tiktok)\\b",
        "\\bpost (?:this|it|our|about|a (?:photo|picture|selfie|story))\\b|\\bsend (?:this|it|"
        "our (?:poster|link))[^.;!?]{0,16}\\b(?:to|round|around)\\b|"
        f"\\b{_COUNT} (?:likes|shares|reposts|groups|grps|chats|retweets)\\b|\\blikes?,? (?:get|"
        "gets|=|means?|and|for)\\b|\\b(?:collect|gather|get)[^.]{0,10}\\blikes\\b",
        "\\bwhoever (?:posts|sends|shares|forwards|tells)\\b|\\btell (?:\\w+ )?(?:five|three|ten|"
        "\\d+) (?:friends|people)\\b|"
        "\\bscreenshot of (?:your|the) (?:post|share|story|moments)\\b|\\b(?:story|moments|"
        "timeline) screenshot\\b",
    ),
    "benefit": (
        "\\b(?:free(?! to\\b| of\\b)|gifts?|presents?|gets?|vouchers?|coupons?|discounts?|"
        "half[ -]price|wins?|prizes?|lucky draw|draws?|raffle|unlock(?:s|ed|ing)?|"
        "on us|on the house|rewards?|bonus(?:es)?|cash(?:back)?|points?|credits?|surprises?|"
        "something nice|pick up|collect your|earns?|claim|"
        "drops? to|extra|treats?|chances?|secret|hidden|reveals?|red packets?|refund(?:s|ed)?|"
        "\\d+ ?(?:%|percent|yuan|dollars|rmb|off)|money off|for nothing|thank[ -]you (?:gift|"
        "present)|perks?|goodies|lower price|half off|upgrade|"
        "(?:we|we'll|we will) (?:pay|give|send|hand|take|knock|cover)|yours|better odds|odds|"
        "entry into|enters?|no charge|save)\\b",
    ),
    "strong_benefit": (
        "\\b(?:get|gets|win|wins|unlock|then|and (?:we|you|pick|claim|receive|the)|to (?:get|"
        "claim|receive|win|unlock)|in return|in exchange|for a|for your|=|earns?|afterwards|"
        "reward|surprise|screenshot|means|will bring|brings)\\b|=",
    ),
    "help_me": (
        "\\b(?:click to help|help me (?:click|cut|slash|win|get|unlock)|cut the price|"
        "slash (?:the|my|it)|bargain (?:together|with friends|it down)|"
        "(?:one|two|\\d) more (?:clicks?|friends?|taps?|likes?)|share (?:to|and|&) (?:unlock|win|"
        "get|claim|earn|receive|save)|"
        "collect \\w+ (?:likes|stamps from friends|shares)|tap for me|vote for me|boost me|"
        "invite (?:\\w+ ){0,2}friends to (?:help|click|tap|boost|cut|like))\\b",
    ),
    "invite_number": (
        "\\b(?:every|each|per|for a) (?:friend who |new )?(?:clicks?|shares?|follows?|taps?|"
        "follower)\\b|\\b(?:invite|bring|sign up|refer|recruit|add|"
        f"get) {_COUNT} (?:new )?(?:friends|people|members|contacts|followers|mates|others|"
        "sign-?ups|neighbou?rs)\\b|"
        "\\b(?:for|with) (?:every|each) (?:friend|person|contact|new (?:friend|member|follower)|"
        "sign-?up) (?:you |who )?(?:invite|bring|add|refer|signs?|joins?|follows?|scans?|"
        "clicks?)\\b|"
        "\\binvite[^.]{0,20}\\b(?:to (?:follow|join the group|sign up|register|scan))\\b",
    ),
    "plain_offer": (
        "\\b(?:no need to|needn't|don't (?:need|have) to|do not (?:need|have) to|without|"
        "not required|whether or not|whether you|if you don'?t|either way|"
        "nothing (?:for|changes|to|extra|in return|depends)|no (?:reward|gift|prize|bonus|"
        "benefit|extra|strings)|same (?:price|for everyone|either)|"
        "we (?:do not|don't|never) (?:reward|pay|give)|(?:not|never|isn't|aren't) (?:rewarded|"
        "paid|tied|a condition)|changes nothing|makes no difference|up to you)\\b",
    ),
    "neutral_cue": (
        "\\b(?:feel free|if you (?:like|enjoy|want|wish|feel)|welcome to|you (?:may|can)|"
        "has (?:tried|been|bought|visited)|after (?:your friend|she|he|they|a friend|the friend)|"
        "tried it|tries it|redeem(?:s|ed)?|when (?:your friend|she|he) (?:has|tries|buys|comes|"
        "visits)|paid for|has paid)\\b",
    ),
    "beg": (
        "\\b(?:please (?:please )?(?:share|forward|spread|repost|pass)|spread the word|"
        "pass the word|tell everyone|tell everybody|help us spread|share (?:widely|far and wide)|"
        "forward widely|kindly (?:share|forward)|help (?:us )?(?:share|forward))\\b",
    ),
}  # fmt: skip
