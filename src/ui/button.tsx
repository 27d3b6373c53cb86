import { type JSX, Show, splitProps } from 'solid-js';
import './controls.css';
import { Icon, type IconName } from './icon.tsx';

export interface ButtonProps extends Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, 'class'> {
  /** `primary` once per screen; `quiet` has no border until hovered. */
  readonly variant?: 'plain' | 'primary' | 'quiet' | 'danger';
  readonly icon?: IconName;
  /** Names a button that shows only its icon. */
  readonly label?: string;
  readonly small?: boolean;
  readonly class?: string;
}

export function Button(props: ButtonProps): JSX.Element {
  const [own, rest] = splitProps(props, ['variant', 'icon', 'label', 'small', 'class', 'children']);
  const isIconOnly = () => own.children === undefined;
  const buttonClass = () => {
    const shape = `${isIconOnly() ? ' is-icon' : ''}${own.small ? ' is-small' : ''}`;
    return `button is-${own.variant ?? 'plain'}${shape} ${own.class ?? ''}`;
  };
  return (
    <button
      type="button"
      aria-label={own.label}
      title={isIconOnly() ? own.label : undefined}
      {...rest}
      class={buttonClass()}
    >
      <Show when={own.icon}>{(name) => <Icon name={name()} />}</Show>
      {own.children}
    </button>
  );
}
