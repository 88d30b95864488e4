/// Finds a program that the package builds, beside the tests that run.
package func program(_ name: String) -> String {
    var folder = #filePath[...]
    for _ in 0..<3 { folder = folder.prefix(upTo: folder.lastIndex(of: "/") ?? folder.startIndex) }
    return "\(folder)/.build/release/\(name)"
}
