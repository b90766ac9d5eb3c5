const find = (selector) => document.querySelector(selector);
find("button").addEventListener("click", () => {
  find("b").textContent = Number(find("b").textContent) + 1;
});
find("input").addEventListener("input", (event) => {
  find("output").textContent = `Good morning, ${event.target.value}!`;
});
