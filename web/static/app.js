// Keys, countdowns, the length of a draft, and live rows. Every page works without it.
'use strict';

const body = document.body;
const word = (name, value) => body.dataset['word' + name].replace('{}', value);
document.documentElement.classList.add('has-script');

// --- countdowns: data-left (a deadline) and data-hold (an approved reply) say the seconds left when rendered

const seen = new WeakMap();

function secondsLeft(element, name) {
  if (!seen.has(element)) seen.set(element, performance.now());
  return Number(element.dataset[name]) - (performance.now() - seen.get(element)) / 1000;
}

// The same words as web/times.py.
function span(seconds) {
  const whole = Math.floor(Math.abs(seconds));
  if (whole < 60) return `${whole} ${word('S')}`;
  const parts = [[Math.floor(whole / 86400), word('D')], [Math.floor(whole / 3600) % 24, word('H')], [Math.floor(whole / 60) % 60, word('M')]];
  while (parts[0][0] === 0) parts.shift();
  return parts.slice(0, 2).filter(([count]) => count).map(([count, unit]) => `${count} ${unit}`).join(' ');
}

function tickDeadline(element) {
  const left = secondsLeft(element, 'left');
  const total = Number(element.dataset.total);
  const text = word(left < 0 ? 'Late' : 'Left', span(left));
  const words = element.querySelector('[data-words]');
  if (words && words.textContent.trim() !== text) words.textContent = text;
  const bar = element.querySelector('progress');
  if (!bar) return;
  bar.value = Math.min(total, Math.max(0, total - left));
  element.classList.toggle('clock-late', left < 0);
  element.classList.toggle('clock-warn', left >= 0 && left * 4 <= total);
  element.classList.toggle('clock-calm', left * 4 > total);
}

function tickHold(element) {
  const left = Math.ceil(secondsLeft(element, 'hold'));
  if (left > 0) {
    element.textContent = word('Hold', left);
    return;
  }
  element.textContent = word('Gone', '');
  delete element.dataset.hold;
  const undo = element.closest('.reply-state')?.querySelector('.undo');
  if (undo) undo.hidden = true;
}

function tick() {
  if (document.hidden) return;
  document.querySelectorAll('[data-left]').forEach(tickDeadline);
  document.querySelectorAll('[data-hold]').forEach(tickHold);
}

// --- drafts: X counts most Latin characters as one, the rest, emoji and their sequences as two, a link as 23

const LIGHT = [[0, 4351], [8192, 8205], [8208, 8223], [8242, 8247]];
const LINK = /\bhttps?:\/\/\S+/giu;
const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;
const graphemes = new Intl.Segmenter('id', { granularity: 'grapheme' });

function weight(character) {
  const code = character.codePointAt(0);
  return LIGHT.some(([from, to]) => code >= from && code <= to) ? 1 : 2;
}

function weightedLength(text) {
  const plain = text.normalize('NFC');
  const links = plain.match(LINK) || [];
  let length = links.length * 23;
  for (const { segment } of graphemes.segment(plain.replace(LINK, ''))) {
    length += EMOJI.test(segment) ? 2 : [...segment].reduce((sum, one) => sum + weight(one), 0);
  }
  return length;
}

function measureDraft(area) {
  const length = 'weighted' in area.dataset ? weightedLength(area.value) : [...area.value].length;
  const max = Number(area.dataset.max);
  const line = area.form.querySelector('.draft-length');
  line.querySelector('[data-length]').textContent = length;
  line.querySelector('progress').value = Math.min(length, max);
  line.classList.toggle('draft-over', length > max);
  line.querySelector('[data-changed]').hidden = area.value === area.defaultValue;
}

// --- live updates: an event carries one element, which takes the place of the one with its id

function place(list, html) {
  const fresh = new DOMParser().parseFromString(`<ol>${html}</ol>`, 'text/html').querySelector('[id]');
  if (!fresh) return;
  const old = document.getElementById(fresh.id);
  if ('gone' in fresh.dataset) {
    old?.remove();
    return;
  }
  const open = old?.querySelector('[aria-current]');
  if (open) fresh.querySelector('.row-link')?.setAttribute('aria-current', 'true');
  if (old?.classList.contains('is-picked')) fresh.classList.add('is-picked');
  const focused = old?.contains(document.activeElement);
  if (old && old.dataset.rank === fresh.dataset.rank) {
    old.replaceWith(fresh);
  } else {
    old?.remove();
    if (!old) fresh.classList.add('is-new');
    const rank = Number(fresh.dataset.rank);
    const lower = [...list.children].find((row) => Number(row.dataset.rank) < rank);
    list.insertBefore(fresh, lower || null);
    document.getElementById('no-rows')?.remove();
  }
  if (focused) fresh.querySelector('a')?.focus({ preventScroll: true });
  htmx.process(fresh);
}

function showCounts(counts) {
  for (const [key, value] of Object.entries(counts)) {
    for (const element of document.querySelectorAll(`[data-count="${CSS.escape(key)}"]`)) {
      element.textContent = value ? value.toLocaleString(document.documentElement.lang) : element.dataset.none || '';
    }
  }
  const bell = document.getElementById('bell');
  if (!bell || !('alerts' in counts)) return;
  if (counts.alerts > 99) bell.querySelector('.num').textContent = '99+';
  bell.classList.toggle('bell-open', counts.alerts > 0);
  htmx.trigger(body, 'alerts');
}

body.addEventListener('htmx:sseBeforeMessage', (event) => {
  const list = event.target;
  if ('counts' in list.dataset) {
    event.preventDefault();
    showCounts(JSON.parse(event.detail.data));
  } else if ('rows' in list.dataset) {
    event.preventDefault();
    place(list, event.detail.data);
  }
});
body.addEventListener('htmx:sseError', () => { document.getElementById('offline').hidden = false; });
body.addEventListener('htmx:sseOpen', () => { document.getElementById('offline').hidden = true; });

// --- page swaps keep the list where it was; a page of another frame (signed out) is loaded whole

let listTop = 0;
body.addEventListener('htmx:beforeSwap', (event) => {
  if (event.detail.target.id !== 'columns') return;
  if (!/\sid="columns"/.test(event.detail.serverResponse)) {
    event.detail.shouldSwap = false;
    location.assign(event.detail.xhr.responseURL || location.href);
    return;
  }
  // A form that live news replaced while its act was under way no longer knows where its answer belongs.
  if (!event.detail.requestConfig.elt.isConnected) {
    event.detail.swapOverride = 'outerHTML show:none';
    event.detail.selectOverride = '#columns';
  }
  listTop = document.getElementById('list')?.scrollTop || 0;
});
// News of a case that was left while they were on their way: the page open now has no place for them.
body.addEventListener('htmx:beforeRequest', (event) => {
  const asking = event.detail.elt;
  if (asking.id !== 'case-live') return;
  // Listened to at the element itself: what happens to one that is out of the page does not reach the body.
  asking.addEventListener('htmx:beforeOnLoad', (loaded) => {
    if (!asking.isConnected) loaded.preventDefault();
  }, { once: true });
});
body.addEventListener('htmx:afterSettle', () => {
  const list = document.getElementById('list');
  if (list && listTop) list.scrollTop = listTop;
  start();
});

// --- keys

function rows() {
  return [...document.querySelectorAll('.rows .row')];
}

function pick(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains('is-picked') || row.querySelector('[aria-current]'));
  const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
  all.forEach((row) => row.classList.toggle('is-picked', row === next));
  next.querySelector('a').focus();
  next.scrollIntoView({ block: 'nearest' });
}

function press(key) {
  // The way back to the list is hidden where the list stands beside the case; its key works all the same.
  const element = [...document.querySelectorAll('[data-key]')].find((one) => one.dataset.key === key && (one.matches('a') || one.checkVisibility()));
  if (!element || element.disabled) return false;
  if (element.matches('input, textarea')) element.focus();
  else element.click();
  return true;
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey && event.key === 'Enter') {
    if (press('Ctrl+Enter')) event.preventDefault();
    return;
  }
  const typing = event.target.matches('input, textarea, select');
  if (event.key === 'Escape' && typing) event.target.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'j' || event.key === 'k') pick(event.key === 'j' ? 1 : -1);
  else if (event.key === '?') document.getElementById('keys').showModal();
  else if (!press(event.key)) return;
  event.preventDefault();
});

// --- copying a text for a channel that no API posts on

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  const area = document.getElementById(button.dataset.copy);
  area.select();
  await navigator.clipboard?.writeText(area.value);
});

// A part that reads itself again leaves alone what is being typed.
body.addEventListener('htmx:oobBeforeSwap', (event) => {
  const typed = [...event.target.querySelectorAll('textarea, input:not([type=hidden])')];
  if (typed.some((one) => one.value !== one.defaultValue)) event.preventDefault();
});

document.addEventListener('input', (event) => {
  if (event.target.matches('[data-draft]')) measureDraft(event.target);
});

function start() {
  document.querySelectorAll('[data-draft]').forEach(measureDraft);
  const talk = document.getElementById('talk');
  if (talk) talk.scrollTop = talk.scrollHeight;
  const tab = document.querySelector('.tabs [aria-current]');
  if (tab) tab.parentElement.scrollLeft += Math.max(0, tab.getBoundingClientRect().right - tab.parentElement.getBoundingClientRect().right);
  tick();
}
start();
setInterval(tick, 1000);
