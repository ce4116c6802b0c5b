// Ballot papers work without this; here sliders follow the numbers, shares are shown, and comparisons are counted.
"use strict";
for (const list of document.querySelectorAll(".paper-points")) {
  const lines = [...list.querySelectorAll(".paper-line")].map((line) => ({
    number: line.querySelector("input[type=number]"),
    slider: line.querySelector("input[type=range]"),
    share: line.querySelector("output"),
  }));
  const show = () => {
    const whole = lines.reduce((sum, one) => sum + Math.max(0, Number(one.number.value)), 0);
    for (const one of lines) {
      if (!one.share) continue;
      one.share.hidden = !whole;
      one.share.textContent = whole ? `${Math.round((100 * Math.max(0, Number(one.number.value))) / whole)} %` : "";
    }
  };
  for (const one of lines) {
    if (!one.slider) continue;
    one.slider.hidden = false;
    one.slider.addEventListener("input", () => {
      one.number.value = one.slider.value;
      show();
    });
    one.number.addEventListener("input", () => {
      one.slider.value = one.number.value;
      show();
    });
  }
  show();
}

const comparisons = document.querySelector("[data-pairs]");
if (comparisons) {
  comparisons.addEventListener("change", (event) => {
    const pair = event.target.closest(".pair");
    pair.querySelector("[data-words]").textContent = event.target.parentElement.textContent.trim();
    const done = comparisons.querySelectorAll("input:checked").length;
    document.querySelector("[data-done]").textContent = done;
    document.querySelector("[data-compared]").value = done;
  });
}
