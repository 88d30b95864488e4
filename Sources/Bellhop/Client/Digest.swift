import Crypto

/// Makes short names of strings that users choose, for places where such a string itself may not stand.
enum Digest {
    /// Gives the first 96 bits of the SHA-256 of the bytes, as 16 characters of base64url.
    static func short(_ bytes: some Collection<UInt8>) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        let digest = Array(SHA256.hash(data: Array(bytes)).prefix(12))
        var text: [UInt8] = []
        for group in stride(from: 0, to: 12, by: 3) {
            let bits = Int(digest[group]) << 16 | Int(digest[group + 1]) << 8 | Int(digest[group + 2])
            for shift in [18, 12, 6, 0] { text.append(alphabet[bits >> shift & 63]) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
