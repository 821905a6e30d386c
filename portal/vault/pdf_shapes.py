"""What may stand in a rebuilt page: for each shape its keys, and the shape of what each key holds.

`plain` is a number, name, text or an array of them. `"*"` stands for any key (maps of names chosen by the author).
Left out on purpose, though drawn with: halftones, transfer and black-generation functions (printers' matters),
`/OPI` and `/Ref` (fetch other files), `/Alternates`, `/PS` and `/Subtype2` (PostScript), `/Metadata`, `/F` (data in
another file), `/PieceInfo`, `/StructParent(s)`.
"""

Shape = str


def _plain(*keys: str) -> dict[str, Shape]:
    return {f"/{key}": "plain" for key in keys}


# How stream data may be packed; `/Crypt` and what is invented tomorrow may not.
FILTERS = set(
    _plain("FlateDecode", "LZWDecode", "ASCII85Decode", "ASCIIHexDecode", "RunLengthDecode", "CCITTFaxDecode")
    | _plain("DCTDecode", "JPXDecode", "JBIG2Decode")
)

# Place → (key that tells, its value → shape). Other values are left behind.
VARIANTS: dict[Shape, tuple[str, dict[str, Shape]]] = {
    "xobject": ("/Subtype", {"/Image": "image", "/Form": "form"}),
    "softmask": ("/S", {"/Alpha": "masking", "/Luminosity": "masking"}),
    "group": ("/S", {"/Transparency": "transparency"}),
    "property": ("/Type", {"/OCG": "layer", "/OCMD": "layerset"}),
}

SHAPES: dict[Shape, dict[str, Shape]] = {
    "page": _plain("MediaBox", "CropBox", "Rotate", "UserUnit")
    | {"/Resources": "resources", "/Contents": "content", "/Group": "group"},
    "content": {},
    "data": _plain("Length1", "Length2", "Length3", "Subtype"),
    "resources": {
        "/Font": "fonts",
        "/XObject": "xobjects",
        "/ExtGState": "states",
        "/ColorSpace": "spaces",
        "/Pattern": "patterns",
        "/Shading": "shadings",
        "/Properties": "properties",
    },
    "fonts": {"*": "font"},
    "xobjects": {"*": "xobject"},
    "states": {"*": "state"},
    "spaces": {"*": "space"},
    "patterns": {"*": "pattern"},
    "shadings": {"*": "shading"},
    "properties": {"*": "property"},
    "procedures": {"*": "content"},
    "image": _plain("Type", "Subtype", "Width", "Height", "BitsPerComponent", "Decode", "Interpolate", "ImageMask")
    | _plain("Intent", "SMaskInData", "Matte")
    | {"/ColorSpace": "space", "/Mask": "xobject", "/SMask": "xobject", "/OC": "property"},
    "form": _plain("Type", "Subtype", "FormType", "BBox", "Matrix")
    | {"/Resources": "resources", "/Group": "group", "/OC": "property"},
    "transparency": _plain("Type", "S", "I", "K") | {"/CS": "space"},
    "state": _plain("Type", "LW", "LC", "LJ", "ML", "D", "RI", "OP", "op", "OPM", "FL", "SM", "SA", "BM", "CA", "ca")
    | _plain("AIS", "TK")
    | {"/Font": "font", "/SMask": "softmask"},
    "masking": _plain("Type", "S", "BC") | {"/G": "xobject", "/TR": "function"},
    "font": _plain("Type", "Subtype", "Name", "BaseFont", "FirstChar", "LastChar", "Widths", "FontBBox", "FontMatrix")
    | _plain("DW", "W", "DW2", "W2")
    | {
        "/FontDescriptor": "descriptor",
        "/Encoding": "encoding",
        "/ToUnicode": "cmap",
        "/DescendantFonts": "font",
        "/CIDSystemInfo": "system",
        "/CIDToGIDMap": "data",
        "/CharProcs": "procedures",
        "/Resources": "resources",
    },
    "descriptor": _plain("Type", "FontName", "FontFamily", "FontStretch", "FontWeight", "Flags", "FontBBox", "Ascent")
    | _plain("ItalicAngle", "Descent", "Leading", "CapHeight", "XHeight", "StemV", "StemH", "AvgWidth", "MaxWidth")
    | _plain("MissingWidth", "CharSet")
    | {"/FontFile": "data", "/FontFile2": "data", "/FontFile3": "data", "/CIDSet": "data"},
    # A predefined encoding is a name; one's own is a dictionary, or a CMap stream in composite fonts.
    "encoding": _plain("Type", "BaseEncoding", "Differences", "CMapName", "WMode")
    | {"/CIDSystemInfo": "system", "/UseCMap": "cmap"},
    "cmap": _plain("Type", "CMapName", "WMode") | {"/CIDSystemInfo": "system", "/UseCMap": "cmap"},
    "system": _plain("Registry", "Ordering", "Supplement"),
    # Colour spaces are arrays whose members are names, functions, profiles and look-up tables.
    "space": _plain("N", "Range", "WhitePoint", "BlackPoint", "Gamma", "Matrix", "Subtype")
    | _plain("FunctionType", "Domain", "Size", "BitsPerSample", "Order", "Encode", "Decode", "C0", "C1", "Bounds")
    | {"/Alternate": "space", "/Functions": "function", "/Colorants": "spaces", "/Process": "process"},
    "process": {"/ColorSpace": "space", "/Components": "plain"},
    "function": _plain("FunctionType", "Domain", "Range", "Size", "BitsPerSample", "Order", "Encode", "Decode")
    | _plain("C0", "C1", "N", "Bounds")
    | {"/Functions": "function"},
    "pattern": _plain("Type", "PatternType", "PaintType", "TilingType", "BBox", "XStep", "YStep", "Matrix")
    | {"/Resources": "resources", "/Shading": "shading", "/ExtGState": "state"},
    "shading": _plain("ShadingType", "Background", "BBox", "AntiAlias", "Coords", "Domain", "Extend", "Matrix")
    | _plain("BitsPerCoordinate", "BitsPerComponent", "BitsPerFlag", "Decode", "VerticesPerRow")
    | {"/ColorSpace": "space", "/Function": "function"},
    "parameters": _plain("Predictor", "Colors", "BitsPerComponent", "Columns", "EarlyChange", "K", "EndOfLine", "Rows")
    | _plain("EncodedByteAlign", "EndOfBlock", "BlackIs1", "DamagedRowsBeforeError", "ColorTransform")
    | {"/JBIG2Globals": "data"},
    "layers": {"/OCGs": "layer", "/D": "layerstate"},
    "layerstate": _plain("Name", "BaseState") | {"/ON": "layer", "/OFF": "layer"},
    "layer": _plain("Type", "Name", "Intent"),
    "layerset": _plain("Type", "P") | {"/OCGs": "layer", "/VE": "layer"},
}
