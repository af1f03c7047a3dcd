"""Why a wording may not leave, and what to write instead, in three languages.

Which rule says which is in `rules.py`. They stand here and not with the pages, since every door
needs them, and they quote what is forbidden.
"""

from typing import Final

from passalong.base.messages import Words

REASONS: Final = {
    "absolute": Words(
        "用绝对化的词夸商品，广告法不允许。",
        "用絕對化的字詞稱讚商品，廣告法規不允許。",
        "It ranks the goods above all others, which advertising law forbids.",
    ),
    "absolute_unsure": Words(
        "这个说法接近绝对化用语，请确认不是在夸商品。",
        "這個說法接近絕對化用語，請確認不是在稱讚商品。",
        "This comes close to ranking the goods above others. Please make sure it does not.",
    ),
    "needs_proof": Words(
        "时间、地点或名次属实才可以写，请留好证明。",
        "時間、地點或名次屬實才可以寫，請保留證明。",
        "A time, place or rank may be told if it is true. Please keep the proof.",
    ),
    "share_for_benefit": Words(
        "不能用好处换转发、点赞或拉人。",
        "不能用好處換轉傳、按讚或拉人。",
        "A benefit may not depend on forwarding, likes or bringing people in.",
    ),
    "begged_sharing": Words(
        "催人转发容易被平台判为诱导。",
        "催人轉傳容易被平台判定為誘導。",
        "Platforms take urging to forward for inducement.",
    ),
    "pyramid": Words(
        "按人头、按下级的销售给钱，或者许诺不劳而获，属于传销的说法。",
        "按人頭、按下級的銷售給錢，或承諾不勞而獲，屬於傳銷的說法。",
        "Pay for heads or for what others below sell, or income without work, is pyramid talk.",
    ),
    "entry_price": Words(
        "不能要求先付钱或先买货才能做代理。",
        "不能要求先付錢或先買貨才能當代理。",
        "Nobody may have to pay or buy before becoming an agent.",
    ),
    "income_promised": Words(
        "许诺收入要有依据。", "承諾收入要有依據。", "A promised income needs a basis in fact."
    ),
    "medical": Words(
        "普通食品、饮水和器具不能说有治疗或保健的效果。",
        "一般食品、飲水和器具不能宣稱有治療或保健的效果。",
        "Food, water and devices may not claim to cure or to help against an illness.",
    ),
    "near_health": Words(
        "接近保健功效的说法，请确认没有暗示疗效。",
        "接近保健功效的說法，請確認沒有暗示療效。",
        "This comes close to a health claim. Please make sure it suggests no effect.",
    ),
    "review_reward": Words(
        "不能用好处换评价。",
        "不能用好處換評價。",
        "A benefit may not depend on a review.",
    ),
}
FIXES: Final = {
    "say_what_it_is": Words(
        "写看得见的事实：产地、日期、做法、价格，或者请人来尝。",
        "寫看得見的事實：產地、日期、做法、價格，或請人來嚐。",
        "Say what can be seen: where from, when made, how, the price; or invite to a taste.",
    ),
    "keep_the_proof": Words(
        "写明时间和地点，证明放在手边，并在下面写上理由。",
        "寫明時間和地點，證明放在手邊，並在下面寫上理由。",
        "Name time and place, keep the proof at hand, and write the reason below.",
    ),
    "give_without_condition": Words(
        "去掉条件：券直接送给每位买过的人，转不转由她。",
        "去掉條件：票券直接給每位買過的人，要不要送由她決定。",
        "Take the condition out: every buyer gets vouchers, and giving them is up to her.",
    ),
    "leave_it_to_her": Words(
        "写“觉得好，可以送给朋友”就够了。",
        "寫「覺得好，可以送給朋友」就夠了。",
        "“If you like it, give it to a friend” is enough.",
    ),
    "own_sales_only": Words(
        "只写自己卖出的每一单有多少佣金。",
        "只寫自己賣出的每一筆訂單有多少佣金。",
        "Say only what each sale of her own brings.",
    ),
    "no_entry_price": Words(
        "写“申请不收费，也不用先买货”。",
        "寫「申請不收費，也不用先買貨」。",
        "Write: applying costs nothing, and nothing has to be bought.",
    ),
    "say_how_it_tastes": Words(
        "写口味、成分和喝法；身体的事请人问医生。",
        "寫口味、成分和喝法；身體的事請人問醫師。",
        "Say how it tastes, what is in it and how to use it; for health, a doctor is asked.",
    ),
    "ask_every_buyer": Words(
        "请每位买过的人如实评价，不附好处。",
        "請每位買過的人如實評價，不附好處。",
        "Ask every buyer for an honest word, with nothing attached to it.",
    ),
}
