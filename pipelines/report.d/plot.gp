# A bar chart as SVG, of lines "x n"; arguments: the file, the width of a
# bar, the right edge.
# The three colours are names for svg.awk, which knows what stands for them.
set terminal svg size 360,190 dynamic noenhanced font "sans,11"
width = real(ARG2)
set border 1 lc rgb "#010101"
set tics nomirror scale 0.4
set xtics autofreq textcolor rgb "#010101"
set ytics autofreq textcolor rgb "#010101"
set grid ytics lc rgb "#020202" lt 1
set format "%g"
set lmargin 7
set rmargin 2
set tmargin 0.6
set bmargin 2
set yrange [0:*]
set xrange [(width == 1 ? -0.6 : 0):real(ARG3)]
set style fill solid 1 noborder
set boxwidth width * 0.86 absolute
unset key
plot ARG1 using 1:2 with boxes lc rgb "#030303"
