"""What a binary says it was built from, and the SBOM beside it when given, agree with Cargo.lock. Usage: made_of.py BINARY [SBOM]"""
import json
import struct
import sys
import tomllib
import zlib

# Without these the list is not the whole one.
WANTED = {"vedette", "tantivy", "redb", "tonic", "ring"}


def section(path, wanted):
    """The content of a section of a 64-bit ELF file, or None."""
    data = open(path, "rb").read()
    start, = struct.unpack_from("<Q", data, 0x28)
    size, count, names = struct.unpack_from("<HHH", data, 0x3A)
    headers = [struct.unpack_from("<IIQQQQ", data, start + i * size) for i in range(count)]
    text = data[headers[names][4]:][:headers[names][5]]
    found = [h for h in headers if text[h[0]:text.index(b"\0", h[0])] == wanted]
    return data[found[0][4]:][:found[0][5]] if found else None


def problems(inside, locked, told):
    """What does not agree, a line each."""
    found = ["%s %s is in the binary and not in Cargo.lock" % p for p in sorted(inside - locked)]
    found += ["%s is missing in the binary's list of %d" % (name, len(inside)) for name in sorted(WANTED - {name for name, _ in inside})]
    if told is not None:
        found += ["%s %s is in the binary and not in the SBOM" % p for p in sorted(inside - told)]
        found += ["%s %s is in the SBOM and not in Cargo.lock" % p for p in sorted(told - locked)]
    return found


def main():
    packed = section(sys.argv[1], b".dep-v0")
    if packed is None:
        sys.exit("%s holds no list of what it was built from: install cargo-auditable and build again" % sys.argv[1])
    packages = json.loads(zlib.decompress(packed))["packages"]
    inside = {(p["name"], p["version"]) for p in packages if p.get("kind", "runtime") == "runtime"}
    locked = {(p["name"], p["version"]) for p in tomllib.load(open("Cargo.lock", "rb"))["package"]}
    told = None
    if len(sys.argv) > 2:
        document = json.load(open(sys.argv[2]))
        if document["bomFormat"] != "CycloneDX":
            sys.exit("%s is no CycloneDX document" % sys.argv[2])
        told = {(c["name"], c["version"]) for c in document["components"] + [document["metadata"]["component"]]}
    found = problems(inside, locked, told)
    if found:
        sys.exit("\n".join(found))
    print("%d packages in the binary, all of them in Cargo.lock%s" % (len(inside), "" if told is None else " and among the %d of the SBOM" % len(told)))


main()
