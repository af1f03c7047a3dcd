"""A shop that plans its campaigns, for their tests.

The shop and its goods are those of `order_scene.py`.
"""

from passalong.base.messages import Words
from passalong.campaigns.model import DraftCampaign, StartCampaign, Terms
from rig.scene import Scene
from rules.order_scene import order_scene

NAME = Words(zh_hant="買一送三", en="One gives three")
TERMS = Terms(
    Words(en="A cup of tea"),
    vouchers_per_purchase=3,
    validity_days=30,
    convert_days=30,
    return_hours=24,
    claims_max=2,
    hold_max=3,
    trial_cost_minor=300,
    budget_minor=90_000,
    vouchers_max=300,
    trial_stock=100,
    order_min_minor=500,
    conditions=Words(en="Once for each person."),
)


def campaign_scene() -> Scene:
    """The shop of the tests of orders, with campaigns."""
    shop = order_scene()
    scene = Scene("people", "catalog", "orders", "campaigns")
    scene.rows = shop.rows
    return scene


def draft(**given: object) -> DraftCampaign:
    """A complete and lawful draft, but for what is given."""
    return DraftCampaign(**({"name": NAME, "terms": TERMS} | given))


def drafted(where: Scene, **given: object) -> str:
    """The id of a draft."""
    return str(where.done(draft(**given))["campaign_id"])


def running(where: Scene, **given: object) -> str:
    """The id of a running campaign."""
    campaign_id = drafted(where, **given)
    where.done(StartCampaign(campaign_id))
    return campaign_id
