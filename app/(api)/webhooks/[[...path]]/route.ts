import { handOver } from '@/app/(api)/hand-over';

export const runtime = 'nodejs';
export const dynamic = 'force-dynamic';

export {
  handOver as DELETE,
  handOver as GET,
  handOver as HEAD,
  handOver as OPTIONS,
  handOver as PATCH,
  handOver as POST,
  handOver as PUT,
};
