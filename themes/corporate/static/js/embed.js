// A card in a frame of WordPress, which put a secret into our address: says how high the card is,
// and which link was followed, as its sandbox lets no link leave the frame.
(() => {
  "use strict";
  const card = document.querySelector(".embed");
  const secret = () => (/[?&]secret=([A-Za-z0-9]+)/.exec(window.location.hash) || [])[1];

  const say = (message, value) => {
    if (window.parent !== window && secret()) {
      window.parent.postMessage({ message, value, secret: secret() }, "*");
    }
  };
  const sayHeight = () => say("height", Math.ceil(card.getBoundingClientRect().height));

  // Browsers watch no sizes in a frame that is not shown yet, and this one shows once it has spoken.
  sayHeight();
  document.fonts.ready.then(sayHeight);
  document.fonts.addEventListener("loadingdone", sayHeight);
  window.addEventListener("load", sayHeight);
  window.addEventListener("hashchange", sayHeight);
  new ResizeObserver(sayHeight).observe(card);
  window.addEventListener("message", (event) => {
    if (event.source === window.parent && event.data && event.data.message === "ready") {
      sayHeight();
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (link && secret() && isPlain) {
      event.preventDefault();
      say("link", link.href);
    }
  });
})();
