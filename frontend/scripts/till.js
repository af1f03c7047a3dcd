// The till: what every face has, and the camera.
import { keepAwake } from "./parts/awake.js";
import { begin } from "./parts/everywhere.js";
import { offerScanning } from "./parts/scan.js";

begin();
offerScanning(document);
keepAwake();
