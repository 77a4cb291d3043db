<?php
/**
 * The collection notice, directly at WordPress's own form.
 *
 * `comment_form_top` stands inside the form for everybody, signed in or not; the form of block
 * themes is the same function of WordPress's. A theme that writes a form by hand has no such place:
 * there the notice stands in the post alone.
 *
 * @package Engage
 */

namespace Engage;

defined( 'ABSPATH' ) || exit;

function show_notice() {
	$post   = get_post();
	$mark   = mark_of( $post );
	$notice = $mark ? notice_of( $post ) : '';
	if ( '' === $notice ) {
		return;
	}
	// Below the form's own heading, and without the marks.
	$notice = preg_replace( array( '/<!--.*?-->/s', '#<(/?)h[1-6]\b#i' ), array( '', '<$1h4' ), $notice );
	echo '<style>.engage-notice > * { margin: 0 0 0.75em; }</style>'; // Themes leave it out within forms.
	echo '<div class="engage-notice">';
	echo wp_kses_post( balanceTags( $notice, true ) );
	echo '<p>' . esc_html__( 'Your comment is shown once the team of this engagement has looked at it. Your e-mail address is not shown.', 'engage' ) . '</p>';
	$link = engagement_link( $post, $mark['key'] );
	if ( '' !== $link ) {
		echo '<p><a href="' . esc_url( $link ) . '">' . esc_html__( 'About this engagement, and other ways to take part', 'engage' ) . '</a></p>';
	}
	echo '</div>';
}
add_action( 'comment_form_top', __NAMESPACE__ . '\\show_notice' );

/** The address of the engagement, as the post itself links it. */
function engagement_link( $post, $key ) {
	$slug = preg_quote( substr( $key, strlen( 'engage-' ) ), '/' );
	return preg_match( '/href="(https?:\/\/[^"\s]+\/engagements\/' . $slug . ')"/', $post->post_content, $found )
		? html_entity_decode( $found[1], ENT_QUOTES, 'UTF-8' )
		: '';
}
