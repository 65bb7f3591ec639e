import "uplot/dist/uPlot.min.css";
import "./page.css";
import { Page } from "./page";
import { replayHere } from "./source";

const root = document.getElementById("page");
if (root) {
  document.body.dataset.ready = "no";
  replayHere().then((replay) => new Page(root, replay));
}
