import { HIDDEN } from './secret-set';

/** 1Password's service-account tokens; shorter than any real one, so that one cut off by a limit is found as well. */
const SERVICE_ACCOUNT_TOKEN = /ops_eyJ[A-Za-z0-9+/_-]{20,}={0,3}/g;
const JSON_WEB_TOKEN = /eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)?/g;
/** Our own, see lib/access/auth.ts. */
const API_KEY = /\blk_[A-Za-z]{32,}/g;

/** Takes out what has the shape of a token, whether or not anyone here knows it. */
export function scrubShapes(text: string): string {
  if (!text.includes('eyJ') && !text.includes('lk_')) return text;
  return text.replace(SERVICE_ACCOUNT_TOKEN, HIDDEN).replace(JSON_WEB_TOKEN, HIDDEN).replace(API_KEY, HIDDEN);
}
