/** Owns what the API needs of the accounts themselves: whether a person still has one, and to end it. */
export interface UserDirectory {
  isKnown(userId: string): Promise<boolean>;
  /** Whom there is none of is removed already. */
  remove(userId: string): Promise<void>;
}
