// Formulas first, then the slides: reveal.js lays out what has its final size.
const SETTINGS = {
  width: 1280,
  height: 720,
  margin: 0,
  center: false,
  hash: true,
  slideNumber: "c/t",
  transition: "none",
  pdfSeparateFragments: false,
};

window.MathJax = {
  tex: { inlineMath: [["$", "$"], ["\\(", "\\)"]], packages: { "[-]": ["noundefined"] } },
  svg: { fontCache: "local" },
  options: { enableMenu: false },
  startup: {
    pageReady: async () => {
      await MathJax.startup.defaultPageReady();
      await Reveal.initialize({ ...SETTINGS, plugins: [RevealNotes] });
    },
  },
};
