// Shows mails in frames below each other, and tells where their words are; or, where their heights
// are known, leaves them to be painted.
function styled(frame) {
  const page = frame.contentDocument;
  const style = page.createElement("style");
  style.textContent = JOBS.sheet;
  page.head.insertBefore(style, page.head.firstChild);
  return page;
}

function framed(number, height) {
  const frame = document.createElement("iframe");
  frame.style.cssText = "border:0;display:block";
  frame.width = JOBS.width;
  frame.height = height;
  frame.src = number + ".html";
  return frame;
}

function words(page) {
  const found = [];
  let last = null;
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  const range = page.createRange();
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (/^(style|script|textarea|title)$/i.test(node.parentNode.localName)) continue;
    if (frameStyle(page, node).visibility !== "visible") continue;
    for (const match of node.data.matchAll(/\S+/g)) {
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const rects = [...range.getClientRects()].filter((r) => r.width > 0 && r.height > 0);
      if (rects.length === 0) continue;
      const [first, end] = [rects[0], rects[rects.length - 1]];
      const y = (first.top + first.bottom) / 2;
      if (last && match.index === 0 && Math.abs(last.right - first.left) < 1.5 && Math.abs(last.y - y) < 4) {
        last.word[0] += match[0];
      } else {
        last = { word: [match[0], first.left, y] };
        found.push(last.word);
      }
      last.right = match.index + match[0].length === node.data.length ? end.right : -1e9;
      last.y = y;
    }
  }
  return found;
}

function frameStyle(page, node) {
  return page.defaultView.getComputedStyle(node.parentNode);
}

function tell(told) {
  const out = document.createElement("script");
  out.type = "application/json";
  out.id = "told";
  out.textContent = JSON.stringify(told).replace(/</g, "\\u003c");
  document.body.append(out);
}

// How long a document takes to be read and laid out, in milliseconds.
function timed(page) {
  const quirks = page.compatMode === "BackCompat" ? "" : "<!DOCTYPE html>";
  const text = quirks + page.documentElement.outerHTML;
  const frame = document.createElement("iframe");
  frame.width = JOBS.width;
  document.body.append(frame);
  const start = performance.now();
  frame.contentDocument.open();
  frame.contentDocument.write(text);
  frame.contentDocument.close();
  frame.contentDocument.body.getBoundingClientRect();
  const time = performance.now() - start;
  frame.remove();
  return time;
}

function measure(frame) {
  const page = styled(frame);
  const told = { words: words(page), ms: timed(page) };
  frame.height = 1;
  told.height = page.documentElement.scrollHeight;
  return told;
}

const heights = JOBS.heights || Array(JOBS.count).fill(800);
const frames = heights.map((height, at) => framed((JOBS.first || 0) + at, height));
document.body.append(...frames);
window.onload = () => (JOBS.heights ? frames.forEach(styled) : tell(frames.map(measure)));
