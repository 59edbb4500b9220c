import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { currentSession } from '@/app/_session';
import { nextAddress } from '../_forms/next-address';
import { SignUpForm } from '../_forms/sign-up-form';

export const metadata: Metadata = { title: 'Create your account' };

export default async function SignUpPage(props: { searchParams: Promise<{ next?: string | string[] }> }) {
  const next = nextAddress((await props.searchParams).next);
  if (await currentSession()) redirect(next);
  return <SignUpForm next={next} />;
}
