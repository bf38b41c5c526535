// Work for guests while they read their preview: a number that gives "token:number" a SHA-256 with bits of 0 in front.
"use strict";
const K = [], primes = [];
for (let n = 2; primes.length < 64; n++)
	if (primes.every((p) => n % p)) {
		primes.push(n);
		K.push((Math.cbrt(n) * 2 ** 32) | 0);
	}
const START = primes.slice(0, 8).map((p) => (Math.sqrt(p) * 2 ** 32) | 0);
const turn = (x, n) => (x >>> n) | (x << (32 - n));

// The first word of the hash is enough: nobody asks for more than 24 bits.
function firstWord(text) {
	const blocks = (text.length + 72) >> 6;
	const words = new Int32Array(blocks * 16);
	for (let i = 0; i < text.length; i++)
		words[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
	words[text.length >> 2] |= 0x80 << (24 - (text.length % 4) * 8);
	words[blocks * 16 - 1] = text.length * 8;
	const hash = Int32Array.from(START);
	const w = new Int32Array(64);
	for (let block = 0; block < blocks; block++) {
		let [a, b, c, d, e, f, g, h] = hash;
		for (let i = 0; i < 64; i++) {
			if (i < 16)
				w[i] = words[block * 16 + i];
			else {
				const x = w[i - 15], y = w[i - 2];
				w[i] = w[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + w[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
			}
			const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
			const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
			[h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
		}
		[a, b, c, d, e, f, g, h].forEach((value, i) => { hash[i] += value; });
	}
	return hash[0] >>> 0;
}

onmessage = ({ data: [bits, token] }) => {
	let n = 0;
	while (firstWord(`${token}:${n}`) >>> (32 - bits))
		n++;
	postMessage(String(n));
};
