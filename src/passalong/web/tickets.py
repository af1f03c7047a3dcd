"""What a page says of a voucher: what is tried, from whom, where, until when, under which terms.

Which pages there are is in `web/phone/` and `web/till/`; what is allowed stands in the rules.
"""

from typing import Any, Final

from passalong.campaigns.model import Campaign, Terms
from passalong.campaigns.queries import CampaignView, campaign_of
from passalong.campaigns.templates import TEMPLATES
from passalong.catalog.model import Product
from passalong.catalog.queries import product_of
from passalong.engine.database import Read
from passalong.merchants.model import Shop
from passalong.merchants.queries import shops
from passalong.people.queries import shown_names
from passalong.vouchers.model import Voucher
from passalong.vouchers.queries import tally_of
from passalong.web.language import Language

USUAL_TRIALS = frozenset(template.terms.trial for template in TEMPLATES.values())


ARTICLES: Final = ("A ", "An ", "One ", "Two ", "Three ", "The ")


def amid(tried: str) -> str:
    """What is tried as it stands within a sentence: `A cup of water` becomes `a cup of water`."""
    return tried[0].lower() + tried[1:] if tried.startswith(ARTICLES) else tried


class Tickets:
    """Vouchers of one merchant as one reader is told them; each campaign is looked up once."""

    def __init__(self, read: Read, merchant_id: str, language: Language) -> None:
        self._read = read
        self._merchant_id = merchant_id
        self._language = language
        self._views: dict[tuple[str, int], CampaignView] = {}
        self._shops: list[Shop] | None = None
        self._products: dict[str, Product | None] = {}

    def view(self, voucher: Voucher) -> CampaignView:
        """The campaign, with the terms that the voucher was issued under."""
        key = (voucher.campaign_id, voucher.version)
        if key not in self._views:
            found = campaign_of(self._read, self._merchant_id, *key)
            if found is None:
                raise LookupError("a voucher without its campaign")
            self._views[key] = found
        return self._views[key]

    def tried(self, voucher: Voucher) -> str:
        """What is tried, in the words of the terms.

        A campaign that kept its template's usual words is told by the product, if it names one.
        """
        terms = self.view(voucher).terms
        product = self._product(terms.trial_product_id)
        if product is not None and terms.trial in USUAL_TRIALS:
            return self._language.pick(product.name)
        return self._language.pick(terms.trial)

    def picture(self, voucher: Voucher) -> str | None:
        """The address of the picture of what is tried."""
        product = self._product(self.view(voucher).terms.trial_product_id)
        if product is None or not product.media_id:
            return None
        return f"/media/{self._merchant_id}/{product.media_id}"

    def place(self, voucher: Voucher) -> dict[str, Any]:
        """Where it can be used: the shop that gave it out, or the first one that takes it."""
        takes = self._taking(self.view(voucher).campaign)
        shop = next((one for one in takes if one.shop_id == voucher.shop_id), None)
        shop = shop or (takes[0] if takes else None)
        if shop is None:
            return {"shop_name": "", "shop_address": "", "map_url": None}
        return {
            "shop_name": self._language.pick(shop.name),
            "shop_address": self._language.pick(shop.address),
            "map_url": shop.map_url or None,
        }

    def terms(self, voucher: Voucher) -> dict[str, Any]:
        """What `components/rules.html` makes the rules of."""
        view = self.view(voucher)
        terms: Terms = view.terms
        left = None
        if terms.trial_stock is not None:
            tally = tally_of(self._read, self._merchant_id, voucher.campaign_id)
            left = max(0, terms.trial_stock - tally.reserved)
        return {
            "tried": amid(self.tried(voucher)),
            "vouchers_per_purchase": terms.vouchers_per_purchase,
            "gives_again_after": terms.gives_again_after,
            "validity_days": terms.validity_days,
            "claims_max": terms.claims_max,
            "hold_max": terms.hold_max,
            "shop_names": [self._language.pick(one.name) for one in self._taking(view.campaign)],
            "thanks": terms.thanks,
            "new_customers_only": terms.is_for_new_customers,
            "stock_left": left,
            "ends_at": view.campaign.ends_at,
        }

    def giver(self, voucher: Voucher) -> str:
        """The giver as she agreed to be named; empty when she did not."""
        names = shown_names(self._read, self._merchant_id, [voucher.giver_id])
        return names.get(voucher.giver_id, "")

    def whole(self, voucher: Voucher) -> dict[str, Any]:
        """Everything together, as the friend's pages want it."""
        return {
            **self.place(voucher),
            "tried": self.tried(voucher),
            "giver": self.giver(voucher),
            "until": voucher.expires_at,
            "terms": self.terms(voucher),
        }

    def _taking(self, campaign: Campaign) -> list[Shop]:
        if self._shops is None:
            self._shops = shops(self._read, self._merchant_id)
        ids = campaign.shop_ids
        return [one for one in self._shops if not ids or one.shop_id in ids]

    def _product(self, product_id: str) -> Product | None:
        if product_id not in self._products:
            found = product_of(self._read, self._merchant_id, product_id) if product_id else None
            self._products[product_id] = found
        return self._products[product_id]
