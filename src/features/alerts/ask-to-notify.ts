import { showToast } from '../../ui/toast.tsx';

/** Asks the browser, which asks the person: call it from a click. False, and said why, where it does not allow it. */
export async function askToNotify(): Promise<boolean> {
  if (!('Notification' in window) || !('serviceWorker' in navigator)) {
    showToast({ text: 'This browser shows no notifications of web pages.' });
    return false;
  }
  if ((await Notification.requestPermission()) === 'granted') return true;
  showToast({
    text: 'The browser does not allow notifications here. It is changed beside the address, under the settings of this page.',
  });
  return false;
}
