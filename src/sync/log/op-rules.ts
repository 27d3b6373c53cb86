import { countOwners, type LogRecord, type Membership } from './membership.ts';
import type { RefusalCode } from './replica.ts';

/** Why an owner's operation makes no sense in the membership that it knows of, or null. */
export function refuseOp({ index }: LogRecord, membership: Membership): RefusalCode | null {
  const { content } = index;
  if (content.type === 'admit') {
    const member = membership.members.get(content.device);
    if (member && member.role !== 'removed') return 'role';
    if (content.invite === null) return null;
    const invite = membership.invites.get(content.invite);
    const isLive =
      invite &&
      !invite.spent &&
      invite.expiresMs >= index.atMs &&
      invite.role === content.role &&
      membership.members.get(invite.author)?.role === 'owner';
    return isLive ? null : 'invite';
  }
  if (content.type === 'role') {
    const member = membership.members.get(content.device);
    if (!member || member.role === 'removed') return 'role';
    const isLastOwner = member.role === 'owner' && countOwners(membership) === 1;
    return isLastOwner && content.role !== 'owner' ? 'last-owner' : null;
  }
  return null;
}
