// The customer's phone. No library: the pages are whole without any of this.
import { keepAwake } from "./parts/awake.js";
import { begin } from "./parts/everywhere.js";

begin();
keepAwake();
