import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TitleComponent, ToolboxComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, LegendComponent, TitleComponent, ToolboxComponent, TooltipComponent, CanvasRenderer]);

const months = ["January", "February", "March", "April", "May", "June"];
const rides = {
  Members: [310, 280, 420, 560, 690, 740],
  Visitors: [60, 75, 160, 340, 520, 610],
};
const shown = { Members: true, Visitors: true };

const find = (id) => document.getElementById(id);
const chart = init(find("chart"));

function summary() {
  const names = Object.keys(rides).filter((name) => shown[name]);
  const sum = names.flatMap((name) => rides[name]).reduce((one, other) => one + other, 0);
  find("sum").textContent = `${sum.toLocaleString("en")} rides`;
  find("shown").textContent = `${names.length} of ${Object.keys(rides).length} groups of riders`;
}

chart.setOption({
  title: { text: "Rides a month", left: 0 },
  legend: { top: 12, right: 150, itemGap: 24, textStyle: { fontSize: 14 } },
  tooltip: { trigger: "item" },
  toolbox: { feature: { magicType: { type: ["line", "bar"] }, restore: {} }, itemSize: 18, itemGap: 14 },
  grid: { left: 44, right: 12, bottom: 30 },
  xAxis: { type: "category", data: months },
  yAxis: { type: "value" },
  series: Object.keys(rides).map((name) => ({ name, type: "bar", data: rides[name] })),
});

chart.on("click", ({ seriesName, name, value, dataIndex }) => {
  const all = Object.values(rides).reduce((sum, list) => sum + list[dataIndex], 0);
  find("chosen").textContent = `${name}: ${value} by ${seriesName.toLowerCase()}`;
  find("share").textContent = `${Math.round(100 * value / all)} % of all rides in ${name}`;
});

chart.on("legendselectchanged", ({ selected }) => {
  Object.assign(shown, selected);
  summary();
});

chart.on("magictypechanged", ({ currentType }) => {
  find("kind").textContent = currentType === "line" ? "Drawn as lines" : "Drawn as bars";
});

chart.on("restore", () => {
  Object.assign(shown, { Members: true, Visitors: true });
  find("kind").textContent = "Back to the start";
  summary();
});

summary();
