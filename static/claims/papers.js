// Documents beside the lines: the links that turn, enlarge and leaf through them do so in place. Works without this, too.

const papers = [...document.querySelectorAll("[data-paper]")];
let current = papers[0];

const steps = {
  larger: (paper) => { paper.dataset.zoom = Math.min(Number(paper.dataset.zoom) + 1, 4); },
  smaller: (paper) => { paper.dataset.zoom = Math.max(Number(paper.dataset.zoom) - 1, 1); },
  turned: (paper) => { paper.dataset.turn = (Number(paper.dataset.turn) + 1) % 4; },
  before: (paper) => leaf(paper, -1),
  after: (paper) => leaf(paper, 1),
};

function leaf(paper, by) {
  const { page, pages, where } = paper.dataset;
  const there = Math.min(Math.max(Number(page) + by, 1), Number(pages));
  if (there === Number(page)) return;
  paper.dataset.page = there;
  const image = paper.querySelector("img");
  image.src = image.getAttribute("src").replace(/\d+\/$/, `${there}/`);
  const told = paper.querySelector("[data-page-of]");
  if (told) told.textContent = where.replace("{page}", there);
}

function step(name, paper = current) {
  if (!paper) return;
  current = paper;
  steps[name](paper);
  const { zoom, turn } = paper.dataset;
  paper.querySelector("[data-picture]").className = `claim-picture zoom-${zoom} turn-${turn}`;
}

function nextPaper() {
  if (!papers.length) return;
  const focused = papers.some((paper) => paper.contains(document.activeElement));
  current = focused ? papers[(papers.indexOf(current) + 1) % papers.length] : current;
  current.querySelector("[data-picture] a").focus();
  current.scrollIntoView({ block: "nearest" });
}

for (const paper of papers) {
  paper.addEventListener("focusin", () => { current = paper; });
  paper.querySelectorAll("[data-step]").forEach((link) => {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      step(link.dataset.step, paper);
    });
  });
}

// The keys are read by desk.js.
document.addEventListener("desk:paper", ({ detail }) => (detail === "next" ? nextPaper() : step(detail)));
