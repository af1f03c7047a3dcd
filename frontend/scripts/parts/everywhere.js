// What every face has: copy, share, print, steps, one send per form, sheets that close.
import { offerCopying } from "./copy.js";
import { sendOnce } from "./once.js";
import { offerPrinting } from "./print.js";
import { offerSharing } from "./share.js";
import { closeSheetsWithEscape } from "./sheet.js";
import { offerSteps } from "./stepper.js";

export function begin(root = document) {
  document.documentElement.classList.add("scripted");
  offerCopying(root);
  offerSharing(root);
  offerPrinting(root);
  offerSteps(root);
  sendOnce(root);
  closeSheetsWithEscape();
}
