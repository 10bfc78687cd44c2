import java.io.*;
import java.lang.management.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.*;
import org.apache.lucene.facet.*;
import org.apache.lucene.facet.sortedset.*;
import org.apache.lucene.index.*;
import org.apache.lucene.search.*;
import org.apache.lucene.store.*;

/**
 * Lucene 8 over the same tokens, in a process of its own that times itself (processor time of the one thread that asks).
 * build LINES INDEX | ask INDEX QUERIES ROUNDS. Lines and queries are tab-separated, as lucene.py writes them.
 * Words with positions; single units without; pairs of neighbouring units with positions, so that a literal is a phrase
 * of every second pair with holes between them: the fastest form that was found (SEARCH.md, section 6).
 */
public class LucenePeer {
    static final String[] FACETS = {"place", "year", "genre", "author", "initiative"};
    static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    public static void main(String[] args) throws Exception {
        if (args[0].equals("build")) build(args[1], args[2]);
        else ask(args[1], args[2], Integer.parseInt(args[3]));
    }

    static FacetsConfig config() {
        FacetsConfig config = new FacetsConfig();
        config.setMultiValued("initiative", true);
        return config;
    }

    static void build(String lines, String path) throws Exception {
        IndexWriterConfig settings = new IndexWriterConfig(new WhitespaceAnalyzer()).setRAMBufferSizeMB(256);
        FacetsConfig config = config();
        try (IndexWriter writer = new IndexWriter(new MMapDirectory(Paths.get(path)), settings);
             BufferedReader reader = Files.newBufferedReader(Paths.get(lines), StandardCharsets.UTF_8)) {
            for (String line; (line = reader.readLine()) != null; ) {
                String[] held = line.split("\t", -1);
                Document document = new Document();
                document.add(new StoredField("id", held[0]));
                for (int i = 0; i < 4; i++) {
                    document.add(new SortedSetDocValuesFacetField(FACETS[i], held[1 + i]));
                }
                for (String name : held[5].split("\\|")) {
                    if (!name.isEmpty()) document.add(new SortedSetDocValuesFacetField("initiative", name));
                }
                document.add(new StringField("place", held[1], Field.Store.NO));
                document.add(new IntPoint("year", Integer.parseInt(held[2])));
                document.add(new TextField("words", held[6], Field.Store.NO));
                FieldType once = new FieldType();
                once.setIndexOptions(IndexOptions.DOCS);
                once.setTokenized(true);
                document.add(new Field("units", held[7], once));
                document.add(new TextField("pairs", pairs(held[7]), Field.Store.NO));
                writer.addDocument(config.build(document));
            }
            writer.commit();
        }
        System.out.println("cpu_s\t" + cpu() / 1e9);
    }

    /** Processor time of the whole process, in ns. */
    static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    static String pairs(String units) {
        String[] held = units.split(" ");
        StringBuilder out = new StringBuilder();
        for (int i = 0; i + 1 < held.length; i++) out.append(held[i]).append('_').append(held[i + 1]).append(' ');
        return out.toString();
    }

    static Query words(String[] q) {
        String mode = q[1];
        String[] tokens = q[2].split(" ");
        if (mode.equals("prefix")) return new PrefixQuery(new Term("words", tokens[0]));
        if (mode.equals("literal")) return literal(tokens);
        if (tokens.length == 1) return new TermQuery(new Term("words", tokens[0]));
        if (mode.equals("phrase")) return new PhraseQuery("words", tokens);
        BooleanClause.Occur occur = mode.equals("all") ? BooleanClause.Occur.MUST : BooleanClause.Occur.SHOULD;
        BooleanQuery.Builder builder = new BooleanQuery.Builder();
        for (String token : tokens) builder.add(new TermQuery(new Term("words", token)), occur);
        return builder.build();
    }

    static Query literal(String[] units) {
        if (units.length == 1) return new TermQuery(new Term("units", units[0]));
        if (units.length == 2) return new TermQuery(new Term("pairs", units[0] + "_" + units[1]));
        PhraseQuery.Builder builder = new PhraseQuery.Builder();
        for (int i = 0; i + 1 < units.length; i += 2) builder.add(new Term("pairs", units[i] + "_" + units[i + 1]), i);
        int last = units.length - 2;
        if (units.length % 2 == 1) builder.add(new Term("pairs", units[last] + "_" + units[last + 1]), last);
        return builder.build();
    }

    static Query query(String[] q) {
        Query words = words(q);
        if (q[3].isEmpty()) return words;
        return new BooleanQuery.Builder()
            .add(words, BooleanClause.Occur.MUST)
            .add(new TermQuery(new Term("place", q[3])), BooleanClause.Occur.FILTER)
            .add(IntPoint.newRangeQuery("year", Integer.parseInt(q[4]), Integer.parseInt(q[5])), BooleanClause.Occur.FILTER)
            .build();
    }

    static int page(IndexSearcher searcher, SortedSetDocValuesReaderState state, String[] q) throws Exception {
        FacetsCollector collector = new FacetsCollector();
        TopDocs top = FacetsCollector.search(searcher, query(q), 20, collector);
        int total = 0;
        for (FacetsCollector.MatchingDocs docs : collector.getMatchingDocs()) total += docs.totalHits;
        if (total > 0) {
            Facets facets = new SortedSetDocValuesFacetCounts(state, collector);
            for (String name : FACETS) facets.getTopChildren(100, name);
        }
        for (ScoreDoc hit : top.scoreDocs) searcher.doc(hit.doc).get("id");
        return total;
    }

    static void ask(String path, String file, int rounds) throws Exception {
        List<String[]> queries = new ArrayList<>();
        for (String line : Files.readAllLines(Paths.get(file), StandardCharsets.UTF_8)) queries.add(line.split("\t", -1));
        long began = cpu();
        DirectoryReader reader = DirectoryReader.open(new MMapDirectory(Paths.get(path)));
        IndexSearcher searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null);
        SortedSetDocValuesReaderState state = new DefaultSortedSetDocValuesReaderState(reader);
        page(searcher, state, queries.get(0));
        System.out.println("open_ms\t" + (cpu() - began) / 1e6);
        long[] best = new long[queries.size()];
        int[] totals = new int[queries.size()];
        Arrays.fill(best, Long.MAX_VALUE);
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < best.length; i++) {
                long start = CLOCK.getCurrentThreadCpuTime();
                totals[i] = page(searcher, state, queries.get(i));
                best[i] = Math.min(best[i], CLOCK.getCurrentThreadCpuTime() - start);
            }
        }
        for (int i = 0; i < best.length; i++) System.out.println("query\t" + best[i] / 1e6 + "\t" + totals[i]);
    }
}
