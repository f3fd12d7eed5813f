// Shows a push as a notification and opens its page on a tap. It keeps nothing and answers no request.
'use strict';

self.addEventListener('push', (event) => {
  const told = event.data ? event.data.json() : {};
  event.waitUntil(self.registration.showNotification(told.title || 'Tanggap', {
    body: told.body || '',
    // A second message about the same alert takes the place of the first.
    tag: told.tag || 'tanggap',
    renotify: true,
    requireInteraction: true,
    icon: '/static/favicon.svg',
    data: { url: told.url || '/peringatan/' },
  }));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { pathname, search } = new URL(event.notification.data.url, self.location.origin);
  event.waitUntil(self.clients.openWindow(pathname + search));
});
