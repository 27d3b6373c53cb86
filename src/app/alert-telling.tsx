import { useNavigate } from '@solidjs/router';
import { createEffect, onCleanup } from 'solid-js';
import type { Alert } from '../domain/alerts/alert.ts';
import { toWorkspaceId } from '../domain/ids.ts';
import { AlertGather, type GatheredAlerts } from '../state/alert-gather.ts';
import { type AlertWords, alertWords } from '../state/alert-words.ts';
import type { AlertsState } from '../state/alerts.ts';
import type { WorkspaceSession } from '../state/workspace-session.ts';
import { showToast } from '../ui/toast.tsx';

const ICON = './icon-192.png';

/** Says new alerts as this device chose: on the page, as a notification, to a webhook; and counts them on the app's icon. */
export function AlertTelling({ session }: { readonly session: WorkspaceSession }): null {
  const navigate = useNavigate();
  const { alerts } = session;
  const say = ({ alerts: told, forAllTabs, toSend }: GatheredAlerts): void => {
    const message = (list: readonly Alert[]) =>
      alertWords(list, session.edits.alertRules(), session.edits.rules());
    const shown = told.filter(({ rule }) => alerts.tellHow(rule) !== 'none');
    if (shown.length > 0 && document.visibilityState === 'visible') {
      const { title, text, address } = message(shown);
      const said = shown.length === 1 ? text : `${title}: ${text}`;
      showToast({
        text: said,
        link: { label: shown.length === 1 ? 'Show' : 'Show alerts', href: `#${address}` },
      });
    }
    const notified = forAllTabs.filter(({ rule }) => alerts.tellHow(rule) === 'notify');
    if (notified.length > 0) void notify(message(notified), session.current()).catch(reportError);
    if (toSend.length > 0) void sendOn(toSend, session).catch(reportError);
  };
  const gather = new AlertGather(say);
  onCleanup(alerts.onTold((told) => gather.hear(told)));
  onCleanup(() => gather.stop());
  // What was said of one workspace is nothing to be gathered for another.
  createEffect(() => {
    session.current();
    gather.drop();
  });
  createBadge(alerts);
  createNotificationClicks(session, (address) => navigate(address));
  return null;
}

/** Through the service worker, which leads back to the app when it is clicked, also when no page is open any more. */
async function notify({ tag, title, text, address }: AlertWords, workspace: string): Promise<void> {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  const registration = await navigator.serviceWorker?.getRegistration();
  // What takes the place of an older one of its tag is heard as well.
  const options: NotificationOptions & { renotify: boolean } = {
    body: text,
    tag,
    renotify: true,
    icon: ICON,
    data: { address, workspace },
  };
  await registration?.showNotification(title, options);
}

async function sendOn(told: readonly Alert[], { alerts, edits, current }: WorkspaceSession): Promise<void> {
  const workspace = current();
  const choices = alerts.choices();
  if (choices.webhooks.size === 0) return;
  const { sendWebhooks } = await import('../state/alert-webhooks.ts');
  const page = window.location.href.split('#', 1)[0] ?? '';
  await sendWebhooks(told, edits.alertRules(), choices, page, async (rule, sent) => {
    // It takes a while: the choices of another workspace may be open by then.
    if (current() === workspace) await alerts.noteSent(rule, sent);
  });
}

/** Only an installed app has an icon to count on; elsewhere the browser refuses in silence. */
function createBadge(alerts: AlertsState): void {
  createEffect(() => {
    const count = alerts.openCount();
    if (!('setAppBadge' in navigator)) return;
    const done = count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge();
    done.catch(() => undefined);
  });
}

/** `public/notification-worker.js` asks a page to go where a notification was about. */
function createNotificationClicks(session: WorkspaceSession, goTo: (address: string) => void): void {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!container) return;
  const onMessage = async ({ data }: MessageEvent): Promise<void> => {
    const { kind, address, workspace } = (data ?? {}) as Record<string, unknown>;
    if (kind !== 'cairn-go' || typeof address !== 'string' || !address.startsWith('/')) return;
    const id = typeof workspace === 'string' ? toWorkspaceId(workspace) : session.current();
    if (id !== session.current() && session.has(id)) await session.switchTo(id);
    goTo(address);
  };
  const listener = (event: MessageEvent): void => void onMessage(event).catch(reportError);
  container.addEventListener('message', listener);
  onCleanup(() => container.removeEventListener('message', listener));
}
