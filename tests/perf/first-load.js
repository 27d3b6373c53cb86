export async function measureFirstLoad() {}
