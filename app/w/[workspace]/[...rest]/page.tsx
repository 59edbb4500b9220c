import { notFound } from 'next/navigation';

/** An address that no page has: answered inside the frame, so that the way on is in sight. */
export default function UnknownAddress() {
  notFound();
}
