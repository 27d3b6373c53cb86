export async function measureTable() {}
