import decodeQR from 'qr/decode.js';
import { createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js';

/** A picture is looked at this often, at this many pixels along its longer side: enough for a code held in a hand. */
const LOOK_EVERY_MS = 120;
const LOOKED_AT_PX = 720;

/** The camera, looking for a QR code. It is asked for when this appears and let go when it leaves. */
export function QrScanner(props: { readonly onText: (text: string) => void }): JSX.Element {
  let video!: HTMLVideoElement;
  let stream: MediaStream | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isGone = false;
  const [problem, setProblem] = createSignal<string | null>(null);
  const canvas = document.createElement('canvas');

  const look = () => {
    const text = readFrame(video, canvas);
    if (text !== null) props.onText(text);
    else if (!isGone) timer = setTimeout(look, LOOK_EVERY_MS);
  };
  const start = async () => {
    try {
      const camera = await openCamera();
      if (isGone) return stop(camera);
      stream = camera;
      video.srcObject = camera;
      await video.play();
      look();
    } catch (error) {
      if (!isGone) setProblem(cameraWords(error));
    }
  };
  onMount(() => void start());
  onCleanup(() => {
    isGone = true;
    clearTimeout(timer);
    if (stream) stop(stream);
  });
  return (
    <Show
      when={problem() === null}
      fallback={
        <p role="alert" class="share-problem">
          {problem()}
        </p>
      }
    >
      <video ref={video} class="qr-camera" aria-label="What the camera sees" muted playsinline />
    </Show>
  );
}

async function openCamera(): Promise<MediaStream> {
  // Absent on pages without https.
  if (!('mediaDevices' in navigator)) throw new DOMException('', 'NotFoundError');
  return navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** The text of the code in the present picture, or null while there is none. */
function readFrame(video: HTMLVideoElement, canvas: HTMLCanvasElement): string | null {
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0 || videoHeight === 0) return null;
  const scale = Math.min(1, LOOKED_AT_PX / Math.max(videoWidth, videoHeight));
  canvas.width = Math.round(videoWidth * scale);
  canvas.height = Math.round(videoHeight * scale);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return null;
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height)) || null;
  } catch {
    // The decoder throws for every picture without a code.
    return null;
  }
}

function cameraWords(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError')
    return 'The camera may not be used here. Allow it for this page, or copy the code as text.';
  if (name === 'NotFoundError' || name === 'OverconstrainedError')
    return 'There is no camera here. Copy the code as text.';
  return 'The camera cannot be used now; another program may hold it. Copy the code as text.';
}
