// While a campaign is being set up, the voucher beside the form shows what the customer will see.
// The sentence is the server's own (data-sentence, in the reader's language), only filled in here.
export function voucherPreview() {
  return {
    name: "",
    tried: "",
    sentence: "",
    init() {
      this.fill();
    },
    fill() {
      const form = this.$root;
      const chosen = (name) => {
        const field = form.elements[name];
        if (!field) return "";
        return field.tagName === "SELECT" ? field.selectedOptions[0].text : field.value;
      };
      this.name = chosen("name");
      this.tried = chosen("tried_product_id");
      this.sentence = form.dataset.sentence
        .replace("{count}", chosen("vouchers_per_purchase"))
        .replace("{days}", chosen("validity_days"));
    },
  };
}
