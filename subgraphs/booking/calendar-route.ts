import type { IncomingMessage, ServerResponse } from 'node:http';
import { calendarFeed } from './store/feeds.ts';
import type { BookingRoom } from './store/room.ts';

/** `/calendar/<token>.ics`. */
const ADDRESS = /^\/calendar\/([\w-]{10,100})\.ics$/;

/** `GET /calendar/<token>.ics`: the calendar of a feed, for calendar programs. The secret token is the permission; a revoked one is HTTP 404. */
export function calendarRoute(room: BookingRoom) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, token] = ADDRESS.exec((request.url ?? '').split('?', 1)[0] ?? '') ?? [];
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const text = isRead && token ? await calendarFeed(room, token) : null;
    if (text === null) {
      response.writeHead(isRead ? 404 : 405, { 'content-type': 'text/plain; charset=utf-8' }).end();
      return;
    }
    const headers = { 'content-type': 'text/calendar; charset=utf-8', 'cache-control': 'private, no-store' };
    response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : text);
  };
}
