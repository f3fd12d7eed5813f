// The button that lets this browser receive alerts. Without script, or where the browser cannot, it stays hidden.
'use strict';

const able = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

function showPush() {
  for (const form of document.querySelectorAll('[data-push]')) form.hidden = !able;
}

async function subscribe(form) {
  if (await Notification.requestPermission() !== 'granted') throw new Error('denied');
  const registration = await navigator.serviceWorker.register('/sw.js');
  await navigator.serviceWorker.ready;
  // A subscription made for another key answers to it for ever; it has to go first.
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: form.dataset.push });
}

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!form.matches('[data-push]') || form.elements.subscription.value) return;
  event.preventDefault();
  event.stopPropagation();
  try {
    form.elements.subscription.value = JSON.stringify(await subscribe(form));
    form.requestSubmit();
  } catch {
    form.querySelector('[role=status]').textContent = form.dataset.refused;
  }
}, true);
document.body.addEventListener('htmx:afterSettle', showPush);
showPush();
