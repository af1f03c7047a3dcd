"""English words of money, health and reviews, in small letters.

Praise and sharing are in `en.py`; what follows from the words is in `rules.py`.
"""

from typing import Final

CONCEPTS: Final = {
    "pyramid_word": (
        "\\b(?:passive(?:ly)?[ -]?(?:income|earn\\w*)|residual[ -]income|recurring income|"
        "(?:while|when|as) (?:you|u|they) sleep|in your sleep|recruit (?:and|&|to|n) earn|"
        "(?:joining|entry|sign-?up|starter|enrol?ment|membership|activation|registration) fee|"
        "buy-?in|"
        "(?:level|tier|generation)[ -](?:two|three|four|2|3|4) (?:income|commission|bonus|pay|"
        "earnings|money)|"
        "(?:second|third|2nd|3rd)[ -](?:level|tier|generation|line) (?:income|commission|bonus|"
        "pay|sales|earnings|money|too)|multi-?level|mlm|network marketing|"
        "team (?:bonus(?:es)?|commission|override|income)|overrides?|financial freedom|"
        "financially free|retire (?:early|young|at)|get rich|quit (?:your|the) (?:day )?job|"
        "unlimited (?:income|earnings?|levels)|binary plan|matrix plan|per head|by the head|"
        "head ?count (?:bonus|reward)|bonus per recruit|"
        "for (?:every|each) (?:person|recruit|agent|member|head|newcomer|friend|partner|"
        "seller) (?:that |who |whom )?(?:you )?(?:sign|bring|recruit|enrol|joins?|introduce|add)|"
        "money for nothing|lie back and|sit back and|do nothing and|earn(?:ing)? without|"
        "make money without|no work|guaranteed (?:income|profit|returns?)|risk[ -]free (?:income|"
        "profit)|"
        "easy money|six[ -]figure|static (?:income|returns?)|dynamic (?:income|returns?)|"
        "differential (?:bonus|commission)|pyramid|ground floor opportunity|money rolls in|"
        "money flows in|"
        "(?:build|grow) (?:a|your) (?:own )?(?:team|network|organi[sz]ation)|"
        "earn from (?:your )?(?:whole )?(?:team|network)|rank advancement|spillover)\\b",
    ),
    "line_word": ("\\b(?:down-?lines?|up-?lines?|down line income|sub-?agents?)\\b",),
    "buy_in": (
        "\\b(?:buy|pay|purchase|order|stock|spend|deposit|invest|put down|"
        "take)\\b[^.!?]{0,40}\\b(?:only then|first|then|before|and (?:you|become|you're)|"
        "to (?:become|join|qualify|get|be|start|unlock|earn)|"
        "makes you|you are|you're|you become|gets you)\\b[^.!?]{0,30}\\b(?:agents?|rank|"
        "partners?|resell\\w*|sellers?|distributors?|promoters?|agency|commission|rate)\\b",
        "\\b(?:agents?|partners?|sellers?|distributors?|promoters?|"
        "resellers?)\\b[^.!?]{0,30}\\b(?:must|need to|have to|has to|required to|only after|"
        "once you|first)\\b[^.!?]{0,12}\\b(?:buy|pay|purchase|order|stock|spend|deposit|paid|"
        "bought)\\b",
        "\\b(?:pay|buy|spend)\\b[^.!?]{0,20}\\b(?:to join|"
        "and join)\\b[^.!?]{0,24}\\b(?:earn\\w*|sell\\w*|team|commission)\\b",
        "\\bno (?:purchase|payment|case|order), no (?:agency|agent|place|spot|commission)\\b",
    ),
    "heads": (
        "\\b(?:recruit|bring(?: in)?|sign up|introduc(?:e|ing)|enrol|refer|sponsor|find|add|"
        "hire)(?:ing|s)?\\b[^.!?]{0,20}\\b(?:agents?|members?|partners?|sellers?|people|"
        "recruits?|distributors?|promoters?|newcomers?|heads?)\\b",
    ),
    "pay": (
        "\\b(?:earns?|paid|pays?|bonus(?:es)?|commissions?|cash|money|rewards?|yuan|dollars|"
        "percent|cut|share|income|\\d+ ?%|\\d{2,}|gets? you|pocket|tenth)\\b|%",
    ),
    "chain": (
        "\\b(?:people|friends|agents|ones|those|sellers|everyone|anyone)\\b[^.!?]{0,10}\\b(?:you|"
        "who you) (?:bring|invite|recruit|introduce|sign|refer|add|train)[^.!?]{0,20}\\b(?:they|"
        "their|them|his|her|theirs)\\b[^.!?]{0,12}"
        "(?:bring|invite|recruit|introduce|sign|refer|sales|sell|orders|people|friends|add|"
        "customers)\\b",
        "\\b(?:below|beneath|under(?:neath)?) (?:you|u|yours?)\\b[^.!?]{0,50}\\b(?:pays?|earns?|"
        "counts?|commission|cut|percent|share|income|pocket|money|adds?|yours|bonus)\\b",
        "\\b(?:cut|share|percent(?:age)?|slice|commission|piece|bonus|earn|pay|paid|tenth|money|"
        "%)\\b[^.!?]{0,40}\\b(?:below|beneath|under(?:neath)?) (?:you|u|yours?)\\b",
        "\\b(?:cut|share|percent(?:age)?|slice|commission|piece|bonus|earn|earns|pays?|paid|"
        "money|income|%)\\b[^.!?]{0,30}\\b(?:your|their|whole|entire) (?:team|group|branch|"
        "recruits?|agents|people|network|friends)(?:'s|')?\\b[^.!?]{0,14}(?:sells?|sales|orders|"
        "turnover|earns?|makes?|buys?|takings|$)",
        "\\b(?:friends of (?:your )?friends|your friend's friends|"
        "their friends)\\b[^.!?]{0,30}\\b(?:earn|commission|pay|cut|pays|money)\\b",
        "\\bteam(?:'s)? (?:sales|turnover|orders)\\b|\\byour (?:team|group|branch|"
        "recruits?) (?:sells?|buys?|earns?)\\b",
    ),
    "no_pay": (
        "\\b(?:pays? (?:you )?nothing|no (?:pay|money|commission|reward|bonus|extra|fee|purchase|"
        "joining|entry)|earns? (?:you )?nothing|not (?:paid|pay|rewarded)|unpaid|"
        "without (?:pay|buying|paying|any)|only (?:your|their|her|his) own|sell themselves|"
        "sold (?:yourself|themselves)|nothing to (?:buy|pay)|free to (?:join|become)|"
        "need not buy|"
        "don't (?:need|have) to (?:buy|pay)|costs nothing|no cost|never pay|do(?:es)? not pay|"
        "doesn't pay|don't pay)\\b",
    ),
    "free_entry": (
        "\\b(?:no (?:fee|purchase|joining|entry|cost|charge|deposit|stock)|nothing to (?:buy|"
        "pay)|free to (?:join|become)|(?:need not|needn't|never have to|(?:do(?:es)? not|don't|"
        "doesn't) (?:need|have) to) (?:buy|pay|order|spend|stock)|"
        "without (?:buying|paying|any)|costs nothing|nobody (?:has to|needs to|must)|"
        "no one (?:has to|needs to|must))\\b",
    ),
    "denied_pyramid": (
        "\\b(?:no|not|never|without|don'?t|do not|isn'?t|is not|refuse|against|neither|nor|"
        "nobody|zero)\\b[^.;!?]{0,24}\\b(?:down-?lines?|up-?lines?|heads?|recruit|passive|"
        "pyramid|mlm|multi-?level|team|fee|buy-?in|levels?|overrides?|sub-?agents?|network|rich|"
        "sleep)\\b",
    ),
    "warned_of": (
        "\\b(?:do not believe|don'?t believe|beware|be careful|careful|scams?|"
        "report(?:ed)? (?:it|him|her|them|to)|fraud|avoid|watch out|warn(?:ing|ed)?|not us|"
        "isn't us|is not us|ignore|"
        "illegal|unlawful|against the law|removed|threw|fined|stay away|lies?|fake|not true)\\b",
    ),
    "income": (
        "\\b(?:hundred|thousand|thousands|few thousand|\\d{3,})\\b[^.!?]{0,14}\\b(?:a|per|each|"
        "every) (?:month|week|day|year)\\b|\\b(?:monthly|weekly|daily) (?:income|earnings)\\b|"
        "\\b(?:side income|extra income|second income|earn good money|good money|side hustle)\\b",
    ),
    "health_effect": (
        "\\b(?:detox(?:es|ing|ify|ifies|ification)?|anti-?(?:cancer|ag(?:e)?ing|inflammatory|"
        "viral|bacterial tea|diabetic)|burns? (?:belly )?fat|fat[ -]burning|weight[ -]loss|"
        "los(?:e|es|ing) (?:\\w+ )?(?:weight|kilos|pounds|kg)|slimming|slims|"
        "boost(?:s|ing)? (?:\\w+ )?(?:immun\\w*|metabolism)|immune (?:boost\\w*|system)|"
        "cleans(?:es|e|ing)? (?:your |the )?(?:liver|blood|body|colon|kidneys?|gut)|"
        "purif(?:y|ies) (?:your |the )?blood|flush(?:es)? (?:out )?(?:your |the )?(?:toxins|"
        "liver|kidneys)|toxins|cure-all|cures? (?:all|any|every|everything|cancer|what)|"
        "heals? (?:the|your|all|every|any)|"
        "better than (?:medicine|pills|any pill)|instead of (?:medicine|pills|your pills)|"
        "no (?:doctor|pills?|medicine|drugs) (?:needed|required|any ?more)|"
        "throw away (?:your )?(?:pills|medicine|tablets)|"
        "rejuvenat\\w+|live longer|years younger|alkaline body|doctors? (?:hate|recommend)|"
        "medicinal|therapeutic|miracle cure|wonder cure|fights? (?:cancer|colds?|flu|disease|"
        "infection|inflammation)|"
        "lowers? (?:your |the )?(?:blood|cholesterol|sugar|pressure|uric))\\b",
    ),
    "illness": (
        "\\b(?:blood[ -]?(?:sugar|pressure|lipids?|fat)|sugar (?:readings?|levels?)|hypertension|"
        "diabet\\w+|gout|uric acid|cancers?|tumou?rs?|insomnia|sleepless\\w*|constipation|"
        "arthritis|"
        "joint(?:s| pain| aches?)|rheumat\\w+|gastritis|ulcers?|stomach (?:aches?|pains?|trouble|"
        "problems?)|kidney (?:stones?|disease)|fatty liver|liver|heart (?:disease|trouble)|"
        "cholesterol|"
        "headaches?|migraines?|asthma|eczema|acne|wrinkles|hair loss|depression|anxiety|dementia|"
        "colds?(?= (?:and|sooner|faster|away|go|in|gone|flu))|flu|coughs?|sore throats?|"
        "inflammation|anaemi\\w+|anemi\\w+|osteoporosis|back pain|back aches?|pains?|swelling|"
        "allerg(?:y|ies)|hay fever|menopause|period pains?|cramps?|infertility|stammer\\w*|"
        "stutter\\w*|adhd|autism|covid|illness(?:es)?|diseases?|ailments?|infections?|knees|"
        "aches?|indigestion|heartburn|reflux|toothache|hangovers?|obesity)\\b",
    ),
    "gets_better": (
        "\\b(?:cures?|cured|heals?|healed|treats?|treated|remed(?:y|ies)|relie(?:ves?|f)|"
        "eas(?:es?|ed)|prevents?|stops?|ends?|reduc(?:es?|ed)|lower(?:s|ed|ing)?|fights?|beats?|"
        "banish(?:es)?|improv(?:es?|ed)|"
        "come(?:s)? down|came down|go(?:es)? (?:down|away)|went (?:down|away)|drop(?:s|ped)?|"
        "disappear(?:s|ed)?|vanish(?:es|ed)?|gone|falls?|fell|under control|back to normal|"
        "normal|shrinks?|shrank|melts?|fades?|clears?(?: up)?|cleared|no more|goodbye|"
        "forget (?:your|about)|never again|works? (?:against|on|for|wonders)|good for|"
        "helps? (?:with|against)|against|control(?:s|led)?|soothes?|get(?:s)? better|got better|"
        "better (?:after|in|within)|sleep(?:s)? (?:like|through)|off (?:the|her|his|my|"
        "their) (?:pills|medicine|tablets)|threw away|recover\\w*|protects?|steady|stable|"
        "quiet(?:s|ens)?|down)\\b",
    ),
    "doctor": (
        "\\b(?:cures? nothing|heals? nothing|treats? nothing|(?:does|do|did|will|can|is|"
        "are) not (?:a )?(?:cure|heal|treat|prevent|lower|replace|medicine|claim|help)|"
        "(?:doesn'?t|don'?t|won'?t|can'?t|cannot|isn'?t|never) (?:a )?(?:cure|heal|treat|prevent|"
        "lower|replace|claim|help|medicine)|"
        "no (?:medicine$|cure|medical|effect on|substitute|health claims?|replacement)|"
        "not a (?:medicine|cure|remedy|drug|treatment)|(?:ask|see|consult|talk to|check with|"
        "speak to) (?:your |a |the )?doctor|medical advice|go to (?:a|the|your) (?:doctor|"
        "hospital)|"
        "teacher (?:is|has)|driver (?:is|has)|(?:is|are|am) (?:ill|sick|off sick)|if you (?:are|"
        "feel) (?:ill|sick)|tell us about|let us know)\\b",
    ),
    "near_health": (
        "\\b(?:wellness|well-?being|health (?:tea|drink|water|boost|tonic)|tonic|superfood|"
        "beauty (?:tea|drink|water)|nourish(?:es|ing)?|restorative|digestion|digestive|"
        "good for (?:you|your (?:body|health|stomach|skin))|healthy glow|healthier|calming|"
        "soothing|energi[sz]ing|herbal remedy|revitali[sz]\\w+)\\b",
    ),
    "good_review": (
        "\\b(?:(?:five|5)[ -]?stars?|(?:good|great|positive|nice|glowing|excellent|favou?rable|"
        "kind|happy|rave|top|lovely|perfect) (?:\\w+ )?(?:reviews?|ratings?|feedback|comments?|"
        "words?|testimonials?)|"
        "(?:say|write|post|leave) (?:us )?(?:something|a few|some|\\w+) (?:nice|kind|good|"
        "lovely|sweet|positive)(?: \\w+)?|(?:praise|recommend|compliment) (?:us|the|our|your|"
        "him|her)|full marks|top marks|thumbs[ -]?up|all (?:the )?stars)\\b",
        "(?:5|five) ?★|★★★|\\b(?:max(?:imum)?|full|top) (?:score|stars|rating)\\b",
    ),
    "any_review": ("\\b(?:reviews?|ratings?|rate us|feedback|testimonials?|comments?)\\b",),
    "whatever_said": (
        "\\b(?:honest|good or bad|whatever you|any (?:score|rating|stars)|frank|truthful|"
        "critical|either way|no matter|bad ones|both good)\\b",
    ),
    "denied_review": (
        "\\b(?:never|not|no|don'?t|do not|cannot|can'?t|won'?t|"
        "without)\\b[^.;!?]{0,20}\\b(?:buy|pay|reward|offer|ask|trade|swap|give|exchange|"
        "cashback|gifts?|depend)\\b[^.;!?]{0,20}\\b(?:reviews?|stars?|ratings?|praise)\\b",
    ),
    "review_benefit": (
        "\\b(?:back|off|cash ?back|vouchers?|free|refunds?|gifts?|discounts?|coupons?|"
        "gets? (?:you|a|your)|rewards?|yuan|dollars|presents?|treats?|on us|bonus|earns?|"
        "cheaper|points?|prize|draw|in return)\\b|%",
    ),
}  # fmt: skip
