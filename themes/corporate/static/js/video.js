// A video plays in the page once somebody asks for it; until then nothing of the other site loads.
// The plain link beside the picture stays, and is all there is without JavaScript.
"use strict";

{
  const { play, close, hint, language } = document.currentScript.dataset;

  document.querySelectorAll('figure.video[data-player="youtube"]').forEach((figure, at) => {
    // A page with two texts may bring this file twice.
    if (figure.querySelector(".video__button")) return;
    const id = figure.dataset.video;
    const poster = figure.querySelector("img");
    const caption = figure.querySelector("figcaption");
    if (!/^[A-Za-z0-9_-]{11}$/.test(id) || !poster || !caption) return;

    const title = caption.querySelector("a").textContent;
    const button = document.createElement("button");
    const note = document.createElement("p");
    let player = null;

    note.className = "video__note";
    note.id = `video-note-${at}`;
    note.lang = caption.lang;
    note.textContent = hint;
    button.type = "button";
    button.className = "button button--secondary video__button";
    button.lang = caption.lang;
    button.setAttribute("aria-describedby", note.id);

    const say = (words) => {
      button.textContent = words;
      button.setAttribute("aria-label", `${words}: ${poster.alt}`);
    };

    const open = () => {
      player = document.createElement("iframe");
      player.className = "video__player";
      player.title = title;
      // Without `allow-same-origin` the player does not start; its origin is never ours.
      player.setAttribute("sandbox", "allow-scripts allow-same-origin allow-presentation");
      player.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
      // The player asks which site it stands in; it gets to know the site and not the page.
      player.referrerPolicy = "strict-origin";
      player.src = `https://www.youtube-nocookie.com/embed/${id}?autoplay=1&rel=0&cc_load_policy=1&hl=${language}`;
      poster.replaceWith(player);
      say(close);
      player.focus();
    };

    const shut = () => {
      player.replaceWith(poster);
      player = null;
      say(play);
      button.focus();
    };

    button.addEventListener("click", () => (player ? shut() : open()));
    figure.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && player) shut();
    });
    say(play);
    caption.before(button, note);
  });
}
