// The console: what every face has, htmx for lists that change in place, Alpine for live previews.
import Alpine from "@alpinejs/csp";
import htmx from "htmx.org";

import { begin } from "./parts/everywhere.js";
import { voucherPreview } from "./parts/preview.js";

// The pages allow neither inline styles nor code made from text.
Object.assign(htmx.config, { includeIndicatorStyles: false, allowEval: false, historyCacheSize: 0 });
window.htmx = htmx;

Alpine.data("voucherPreview", voucherPreview);
begin();
Alpine.start();
