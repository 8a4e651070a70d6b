// Lists what cannot be reached or pressed on the page, and why.
(least) => {
  const pressed = "button, a[href], input, select, textarea, summary, [tabindex='0']";
  const wrong = [];

  const named = (one) => {
    const words = one.getAttribute("aria-label") || one.textContent || one.name || "";
    return `<${one.tagName.toLowerCase()} class="${one.className}"> ${words.trim().slice(0, 40)}`;
  };

  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) {
    wrong.push(`the page is ${document.documentElement.scrollWidth} wide, not ${width}`);
    for (const one of document.body.querySelectorAll("*")) {
      const box = one.getBoundingClientRect();
      if (box.right > width + 1 && box.width > 1) wrong.push(`too far right: ${named(one)}`);
    }
  }

  for (const one of document.querySelectorAll(pressed)) {
    if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (one.closest(".unseen, .skip, [inert]")) continue;
    one.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const box = one.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    const target = one.closest("label")?.getBoundingClientRect() ?? box;
    const wide = Math.max(box.width, target.width);
    const high = Math.max(box.height, target.height);
    if (wide < least || high < least) wrong.push(`too small (${wide} x ${high}): ${named(one)}`);
    if (one.matches("button, summary") && one.scrollWidth > one.clientWidth + 1) {
      wrong.push(`cut off: ${named(one)}`);
    }
    const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
    const y = Math.min(Math.max(box.y + box.height / 2, 0), innerHeight - 1);
    const hit = document.elementFromPoint(x, y);
    const isHit = hit && (one.contains(hit) || one.closest("label")?.contains(hit));
    if (!isHit) wrong.push(`${named(one)} lies under ${hit ? named(hit) : "nothing"}`);
  }
  scrollTo(0, 0);
  return wrong;
}
