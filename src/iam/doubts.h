/*
 * What the sources leave open or disagree about, one named switch each.
 *
 * A switch says which reading the engine takes. The numbers are those of facts iam-evaluation,
 * section 17, "Open points".
 */
#ifndef RC_IAM_DOUBTS_H
#define RC_IAM_DOUBTS_H

enum rc_doubts {
  /* 1: a same-account grant to a bare "*" overrides what a boundary or a session policy leaves out.
   * The documentation says so only for "*" narrowed by aws:PrincipalArn. */
  RC_DOUBT_STAR_OVERRIDES_LIMITS = 1,

  /* 2: a federated user without a session policy has the permissions of the user. The
   * documentation of 2023 asks for one, that of 2026 speaks of a default one. */
  RC_DOUBT_FEDERATED_DEFAULT_SESSION = 0,

  /* 3: resource control policies also deny actions that have no resource type. The documentation
   * says they do not; one recording shows it for sqs:ListQueues. */
  RC_DOUBT_RCP_WITHOUT_RESOURCE = 0,

  /* 6: the last `*` of a segment of a Resource pattern may run over colons. The 2026 page on the
   * Resource element says so; no recording shows it. Real ARNs have no colon there. */
  RC_DOUBT_FINAL_STAR_CROSSES_COLONS = 1,

  /* Not in the list: a set of policies of which some are unseen may hold a Deny. Taken as unknown,
   * no call of any role described by a partial snapshot could ever be seen to pass; so an unseen
   * policy leaves only a missing Allow open. */
  RC_DOUBT_UNSEEN_POLICIES_DENY = 0
};

#endif
